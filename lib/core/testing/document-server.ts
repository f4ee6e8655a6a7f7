// A small true server of one document for the tests of the reducer: it numbers its messages, leaves out the sources that
// the previous run-start brought, and answers loads from its state alone, as rules L1, L2 and L2a say. Its plans are
// predictions: blocks that they do not name may run, and some of those that they name are kept after all.
import type { Piece, Reason } from "#lib/protocol/block.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type {
  BlockOutput,
  BlockResult,
  DocumentMessage,
  LoadAnswer,
  RunEnd,
  RunError,
  StartedBlock,
} from "#lib/protocol/live.ts";

export const path = "a.py" as FilePath;

export type Durable = Exclude<DocumentMessage, { type: "block-output" }>;
type Block = { id: string; kind: "code" | "prose"; text: string };
type RunState = {
  number: number;
  dirty: string[];
  reasons: Record<string, Reason>;
  /** What ran so far, and why. */
  ran: Map<string, Reason>;
  blocks: StartedBlock[];
  startSeq: number;
  end: RunEnd | null;
};

/** What an author does to the file; `at` picks a block. */
export type Edit = { type: "insert" | "change" | "remove" | "move" | "prose"; at: number };

type ServerState = {
  seq: number;
  blocks: Block[];
  run: RunState | null;
  results: Map<string, BlockResult>;
  runs: number;
  streamed: number;
};

export class DocumentServer {
  epoch = 1;
  private state: ServerState = { seq: 0, blocks: [], run: null, results: new Map(), runs: 0, streamed: 0 };
  private counter = 0;
  private readonly send: (message: DocumentMessage) => void;

  constructor(send: (message: DocumentMessage) => void) {
    this.send = send;
  }

  get seq(): number {
    return this.state.seq;
  }

  startRun(edits: Edit[], alsoDirty = 0): void {
    const before = this.state.run;
    for (const edit of edits) this.edit(edit);
    const known = new Set(before?.blocks.map((block) => block.hash));
    this.state.runs += 1;
    const dirty = this.state.blocks.filter((block, i) => this.isDirty(block) || i === alsoDirty).map(({ id }) => id);
    const blocks = this.planned(dirty);
    const reasons = Object.fromEntries(blocks.map(({ id, hash }) => [id, reasonOf(dirty.includes(id), hash)]));
    const startSeq = this.state.seq + 1;
    this.state.run = { number: this.state.runs, dirty, reasons, ran: new Map(), blocks, startSeq, end: null };
    this.state.streamed = 0;
    this.emit(this.runStart(blocks.map((block) => (known.has(block.hash) ? withoutText(block) : block))));
  }

  /** The running block is cut short and started again: what it streamed is void. */
  restart(): void {
    this.state.streamed = 0;
    this.output("");
  }

  /** Prints from the running block. */
  output(text: string): void {
    const block = this.running();
    if (!block || !this.state.run) return;
    const n = this.state.streamed;
    this.state.streamed += text.length;
    const message: BlockOutput = { file: path, run: this.state.run.number, block: block.id, stream: "stdout", text, n };
    this.send({ type: "block-output", message });
  }

  /** Ends the running block; with `at`, any that has not run yet, whether the plan named it or not. */
  result(ok: boolean, at?: number): void {
    const { run } = this.state;
    const block = at === undefined ? this.running() : this.anyToRun(at);
    if (!run || !block) return;
    const planned = run.reasons[block.id];
    const reason = planned && run.dirty.includes(block.id) && at !== 0 ? planned : reasonOf(true, `again ${at}`);
    this.counter += ok ? 0 : 1;
    const text = `${block.hash} ${ok ? "shown" : `failed ${this.counter}`}`;
    const message: BlockResult = {
      ...{ file: path, block: block.id, run: run.number, seq: this.state.seq + 1, ordinal: block.ordinal, ok },
      ...{ elements: [{ kind: "stdout", text }], digest: text, elapsedMs: this.state.seq },
      unchanged: this.state.results.get(block.id)?.digest === text,
      ...(reason === planned ? {} : { reason }),
    };
    run.ran.set(block.id, reason);
    this.state.results.set(block.id, message);
    this.state.streamed = 0;
    this.emit({ type: "block-result", message });
  }

  /** `keeps` picks which of the blocks that were to run did not have to; the record then says what really ran. */
  end(status: RunEnd["status"], error: RunError | null = null, keeps: (index: number) => boolean = () => false): void {
    const { run } = this.state;
    if (!run || run.end) return;
    const spared = run.dirty.filter((id, index) => !run.ran.has(id) && keeps(index));
    const kept = Object.fromEntries(spared.map((id) => [id, reasonOf(false, `${id} in run ${run.number}`)]));
    run.end = { file: path, run: run.number, seq: this.state.seq + 1, status, error, timings: { run: this.state.seq } };
    this.emit({ type: "run-end", message: spared.length > 0 ? { ...run.end, kept } : run.end });
    run.dirty = run.blocks
      .map(({ id }) => id)
      .filter((id) => run.ran.has(id) || (run.dirty.includes(id) && !spared.includes(id)));
    run.reasons = { ...run.reasons, ...kept, ...Object.fromEntries(run.ran) };
  }

  /** L2a: the current run's start, each block's present result, and how the run ended, each where newer than `since`. */
  load(since: number, epoch: string | null): { replay: DocumentMessage[]; answer: LoadAnswer } {
    const { seq, run, results } = this.state;
    const from = since > seq || epoch !== this.epochName ? 0 : since;
    const status = run ? (run.end?.status ?? "running") : "never-run";
    const answer: LoadAnswer = { file: path, run: run?.number ?? 0, seq, revision: run?.number ?? 0, status };
    if (!run || from === seq) return { replay: [], answer };
    const present = run.blocks.flatMap((block) => results.get(block.id) ?? []).filter((result) => result.seq > from);
    const isStarted = run.startSeq <= from;
    const replay: DocumentMessage[] = present.map(({ reason: _, ...message }) => {
      const reason = run.ran.get(message.block);
      return { type: "block-result", message: { ...message, ...(reason ? { reason } : {}), replay: true } };
    });
    if (!isStarted) {
      const { message } = this.runStart(run.blocks.map((block) => this.withDigest(block)));
      replay.unshift({ type: "run-start", message: { ...message, seq: run.startSeq, replay: true } });
    }
    if (run.end && run.end.seq > from) {
      const spared = run.blocks.flatMap(({ id }) => (run.dirty.includes(id) ? [] : [[id, run.reasons[id]] as const]));
      const kept = isStarted ? { kept: Object.fromEntries(spared) as RunEnd["kept"] } : {};
      replay.push({ type: "run-end", message: { ...run.end, ...kept, replay: true } });
    }
    return { replay, answer };
  }

  get epochName(): string {
    return `epoch ${this.epoch}`;
  }

  save(): ServerState {
    return structuredClone(this.state);
  }

  /** The database comes back as it was: numbers go back, and the epoch tells. */
  restore(saved: ServerState): void {
    this.state = structuredClone(saved);
    this.epoch += 1;
  }

  private emit(message: Durable): void {
    this.state.seq = message.message.seq;
    this.send(structuredClone(message));
  }

  private edit({ type, at }: Edit): void {
    const { blocks } = this.state;
    const i = blocks.length === 0 ? 0 : at % blocks.length;
    this.counter += 1;
    if (type === "insert" || blocks.length === 0) {
      blocks.splice(at % (blocks.length + 1), 0, { id: `b${this.counter}`, kind: "code", text: `x = ${at % 3}` });
    } else if (type === "prose") {
      blocks.splice(i, 0, { id: `b${this.counter}`, kind: "prose", text: `# ${this.counter}` });
    } else if (type === "remove") {
      blocks.splice(i, 1);
    } else if (type === "move") {
      blocks.push(...blocks.splice(i, 1));
    } else {
      const block = blocks[i];
      if (block) blocks[i] = { ...block, text: `${block.kind === "code" ? "x = " : "# "}${this.counter}` };
    }
  }

  private isDirty(block: Block): boolean {
    const result = this.state.results.get(block.id);
    return block.kind === "code" && !(result?.ok && result.digest === `${block.text} shown`);
  }

  private planned(dirty: string[]): StartedBlock[] {
    return this.state.blocks.map(({ id, kind, text }, i) => {
      const line = 1 + 2 * i;
      const piece: Piece = kind === "prose" ? { kind, text } : { kind, text, line, shows: false };
      const digest = dirty.includes(id) ? undefined : this.state.results.get(id)?.digest;
      return {
        ...{ id, ordinal: i + 1, kind, hash: text, line, source: text, pieces: [piece] },
        ...{ hide: [], evaluated: true, warnings: [], ...(digest === undefined ? {} : { digest }) },
      };
    });
  }

  private runStart(blocks: StartedBlock[]): Extract<DocumentMessage, { type: "run-start" }> {
    const number = this.state.run?.number ?? 0;
    return {
      type: "run-start",
      message: {
        ...{ file: path, run: number, revision: number, seq: this.state.seq + 1, cause: "edit", startedAt: number },
        ...{ blocks: structuredClone(blocks), dirty: [...(this.state.run?.dirty ?? [])] },
        reasons: { ...this.state.run?.reasons },
      },
    };
  }

  /** As the real server, which tells the digest of each block's present result. */
  private withDigest(block: StartedBlock): StartedBlock {
    const digest = this.state.results.get(block.id)?.digest;
    return digest === undefined ? block : { ...block, digest };
  }

  private anyToRun(at: number): StartedBlock | undefined {
    const { run } = this.state;
    const idle = !run || run.end ? [] : run.blocks.filter(({ id, kind }) => kind === "code" && !run.ran.has(id));
    return idle[at % idle.length];
  }

  private running(): StartedBlock | undefined {
    const { run, results } = this.state;
    if (!run || run.end) return undefined;
    return run.blocks.find(
      ({ id, kind }) => kind === "code" && run.dirty.includes(id) && results.get(id)?.run !== run.number,
    );
  }
}

function reasonOf(dirty: boolean, text: string): Reason {
  return dirty ? { code: "source-changed", text: `ran: ${text}` } : { code: "kept", text: `kept: ${text}` };
}

function withoutText(block: StartedBlock): StartedBlock {
  const { source, pieces, prose, ...rest } = block;
  return rest;
}
