// What a running block prints, on its way to the screens before its result: gathered for a moment, because a message a
// print would drown every viewer, and a slow one would miss most of them.
import type { FilePath } from "#lib/protocol/ids.ts";
import { type BlockOutput, rooms } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

const GATHER_MS = 40;
/** A progress bar or an animation shows itself anew many times a second: this often is often enough. */
const RETELL_MS = 100;

export type OutputPart = Omit<BlockOutput, "file" | "run">;

export class LiveOutput {
  private readonly ctx: Pick<ServiceContext, "nudges">;
  private readonly claimed: ClaimedRun;
  private waiting: OutputPart | null = null;
  private timer: NodeJS.Timeout | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;
  private retelling: (() => Iterable<OutputPart>) | null = null;

  constructor(ctx: Pick<ServiceContext, "nudges">, claimed: ClaimedRun) {
    this.ctx = ctx;
    this.claimed = claimed;
  }

  /** Text that goes on where the waiting text ends is one message with it; anything else comes after it, in order. */
  add(part: OutputPart): void {
    // All of it is told anew in a moment, this included.
    if (this.retelling) return;
    const { waiting } = this;
    if (waiting && goesOn(waiting, part)) waiting.text = (waiting.text ?? "") + (part.text ?? "");
    else {
      this.flush();
      this.waiting = part;
    }
    // The first words of a while are told at once.
    const wait = this.toldAt + GATHER_MS - performance.now();
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** The block is started once more: what it has streamed is void, on the screens too. */
  startAnew(block: OutputPart["block"]): void {
    this.drop();
    this.tell({ block, stream: "stdout", text: "", n: 0 });
  }

  /** What the block has streamed has changed: in a moment all of it, as it stands then, is told anew. */
  retell(block: OutputPart["block"], standing: () => Iterable<OutputPart>): void {
    if (this.retelling) return;
    this.drop();
    this.retelling = standing;
    const wait = this.toldAt + RETELL_MS - performance.now();
    this.timer = setTimeout(() => this.tellAnew(block), Math.max(0, wait));
  }

  private tellAnew(block: OutputPart["block"]): void {
    const standing = this.retelling;
    this.startAnew(block);
    this.toldAt = performance.now();
    for (const part of standing?.() ?? []) this.tell(part);
  }

  /** The result comes now, and holds everything: what waits is not needed any more. */
  drop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = null;
    this.retelling = null;
  }

  private flush(): void {
    const part = this.waiting;
    this.drop();
    if (!part) return;
    this.toldAt = performance.now();
    this.tell(part);
  }

  private tell(part: OutputPart): void {
    const { documentId, path, run } = this.claimed;
    const message = { file: path as FilePath, run, ...part };
    this.ctx.nudges.emit(rooms.document(documentId), "block-output", message, { volatile: true });
  }
}

function goesOn(waiting: OutputPart, part: OutputPart): boolean {
  const isText = waiting.text !== undefined && part.text !== undefined;
  return (
    isText &&
    waiting.block === part.block &&
    waiting.stream === part.stream &&
    waiting.n + (waiting.text?.length ?? 0) === part.n
  );
}
