// A page with a bad line to a DocumentServer: the real state machine, and a wire on which a test may drop, repeat, delay
// and cut. Nothing arrives until the test says so.
import type { DocumentMessage, LoadAnswer } from "#lib/protocol/live.ts";
import { type DocumentSyncEffect, type DocumentSyncEvent, startSync, syncDocument } from "../document-sync.ts";
import { type DocumentView, emptyView } from "../document-view.ts";
import { DocumentServer, path } from "./document-server.ts";

type Packet =
  | { type: "live"; message: DocumentMessage }
  | { type: "replay"; message: DocumentMessage }
  | { type: "ack"; load: number; answer: LoadAnswer }
  | { type: "head"; seq: number };

export class DocumentPage {
  /** Every message the server ever sent, for a view without faults. */
  readonly stream: DocumentMessage[] = [];
  readonly server = new DocumentServer((message) => this.publish(message));
  sync = startSync(emptyView(path), null);
  loads = 0;
  private wire: Packet[] = [];
  private asked: DocumentSyncEffect[] = [];
  private read: Packet[][] = [];
  private connected = false;
  private inRoom = false;
  private joinedEpoch = "";

  get view(): DocumentView {
    return this.sync.view;
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    this.joinedEpoch = this.server.epochName;
    this.event({ type: "load-wanted", epoch: this.joinedEpoch });
  }

  cut(): void {
    this.connected = false;
    this.inRoom = false;
    this.wire = [];
    this.asked = [];
    this.read = [];
    this.event({ type: "disconnected" });
  }

  /** The server joins the room for the oldest load and then reads its snapshot: live messages may overtake it. */
  readLoad(): void {
    const asked = this.asked.shift();
    if (!asked) return;
    this.inRoom = true;
    const { replay, answer } = this.server.load(asked.since, asked.epoch);
    const packets = replay.map((message): Packet => ({ type: "replay", message: structuredClone(message) }));
    this.read.push([...packets, { type: "ack", load: asked.load, answer }]);
  }

  /** Sends a snapshot that was read, counted from the oldest, or with -1 the newest: a slower one may come after it. */
  sendLoad(pick: number): void {
    const [packets] = this.read.splice(pick, 1);
    if (packets) this.wire.push(...packets);
  }

  /** The page gives its load up; the server may still answer it. It tries again. */
  failLoad(): void {
    if (this.sync.phase !== "loading") return;
    this.event({ type: "load-failed", load: this.sync.load, error: { code: "unavailable", message: "timed out" } });
    if (this.connected) this.event({ type: "load-wanted", epoch: this.joinedEpoch });
  }

  /** The viewer went away and came back: another load, whatever became of the last. */
  reopen(): void {
    if (this.connected) this.event({ type: "load-wanted", epoch: this.joinedEpoch });
  }

  deliver(): void {
    const packet = this.wire.shift();
    if (!packet) return;
    if (packet.type === "ack") {
      this.event({ type: "load-acknowledged", load: packet.load, answer: packet.answer, epoch: this.joinedEpoch });
    } else if (packet.type === "head") {
      this.event({ type: "head", seq: packet.seq });
    } else {
      this.event({ type: "message", message: packet.message });
    }
  }

  drop(): void {
    if (this.wire[0]?.type === "live") this.wire.shift();
  }

  repeat(later: number): void {
    const first = this.wire[0];
    if (first?.type === "live") this.wire.splice(1 + (later % this.wire.length), 0, structuredClone(first));
  }

  delay(later: number): void {
    const first = this.wire[0];
    if (first?.type !== "live") return;
    this.wire.shift();
    this.wire.splice(later % (this.wire.length + 1), 0, first);
  }

  head(): void {
    if (this.inRoom) this.wire.push({ type: "head", seq: this.server.seq });
  }

  /** From here on nothing goes wrong; returns when everything has arrived. */
  settle(): void {
    this.connect();
    this.drain();
    this.head();
    this.drain();
  }

  private drain(): void {
    for (let steps = 0; this.asked.length + this.read.length + this.wire.length > 0; steps += 1) {
      if (steps > 10_000) throw new Error("the page never comes to rest");
      this.readLoad();
      this.sendLoad(0);
      this.deliver();
    }
  }

  private publish(message: DocumentMessage): void {
    this.stream.push(message);
    if (this.inRoom) this.wire.push({ type: "live", message: structuredClone(message) });
  }

  private event(event: DocumentSyncEvent): void {
    const step = syncDocument(this.sync, event);
    this.sync = step.state;
    this.loads += step.effects.length;
    if (this.connected) this.asked.push(...step.effects);
  }
}
