// A small true server of one document for the tests of the reducer: it numbers its messages, leaves out the sources that
// the previous run-start brought, and answers loads from its state alone, as rules L1, L2 and L2a say.
import type { Piece } from "#lib/protocol/block.ts";
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
type RunState = { number: number; dirty: string[]; blocks: StartedBlock[]; startSeq: number; end: RunEnd | null };

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
    this.state.run = { number: this.state.runs, dirty, blocks, startSeq: this.state.seq + 1, end: null };
    this.state.streamed = 0;
    this.emit(this.runStart(blocks.map((block) => (known.has(block.hash) ? withoutText(block) : block))));
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

  /** Ends the running block. */
  result(ok: boolean): void {
    const { run } = this.state;
    const block = this.running();
    if (!run || !block) return;
    this.counter += ok ? 0 : 1;
    const text = `${block.hash} ${ok ? "shown" : `failed ${this.counter}`}`;
    const message: BlockResult = {
      ...{ file: path, block: block.id, run: run.number, seq: this.state.seq + 1, ordinal: block.ordinal, ok },
      ...{ elements: [{ kind: "stdout", text }], digest: text, elapsedMs: this.state.seq },
      unchanged: this.state.results.get(block.id)?.digest === text,
    };
    this.state.results.set(block.id, message);
    this.state.streamed = 0;
    this.emit({ type: "block-result", message });
  }

  end(status: RunEnd["status"], error: RunError | null = null): void {
    const { run } = this.state;
    if (!run || run.end) return;
    run.end = { file: path, run: run.number, seq: this.state.seq + 1, status, error, timings: { run: this.state.seq } };
    this.emit({ type: "run-end", message: run.end });
  }

  /** L2a: the current run's start, then each block's present result newer than `since`, then how the run ended. */
  load(since: number, epoch: string | null): { replay: DocumentMessage[]; answer: LoadAnswer } {
    const { seq, run, results } = this.state;
    const from = since > seq || epoch !== this.epochName ? 0 : since;
    const status = run ? (run.end?.status ?? "running") : "never-run";
    const answer: LoadAnswer = { file: path, run: run?.number ?? 0, seq, revision: run?.number ?? 0, status };
    if (!run || from === seq) return { replay: [], answer };
    const present = run.blocks.flatMap((block) => results.get(block.id) ?? []).filter((result) => result.seq > from);
    const replay: DocumentMessage[] = [
      { type: "run-start", message: { ...this.runStart(run.blocks).message, seq: run.startSeq, replay: true } },
      ...present.map((message) => ({ type: "block-result" as const, message: { ...message, replay: true } })),
    ];
    if (run.end) replay.push({ type: "run-end", message: { ...run.end, replay: true } });
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
        ...{ blocks: structuredClone(blocks), dirty: this.state.run?.dirty ?? [], reasons: {} },
      },
    };
  }

  private running(): StartedBlock | undefined {
    const { run, results } = this.state;
    if (!run || run.end) return undefined;
    return run.blocks.find(
      ({ id, kind }) => kind === "code" && run.dirty.includes(id) && results.get(id)?.run !== run.number,
    );
  }
}

function withoutText(block: StartedBlock): StartedBlock {
  const { source, pieces, prose, ...rest } = block;
  return rest;
}
