// What is said to a room was framed once for all of it. Socket.IO then takes every socket through a queue, four events and
// a callback; for a crowd that is as much work as the write itself, and leaves garbage that is collected just then. Where
// nothing waits before it, the frame goes to the WebSocket: all that came for a socket in one turn as one write.
import type { LiveSocket } from "./live-socket.ts";

type Options = { volatile?: boolean; wsPreEncodedFrame?: Buffer[] };
type WebSocketLike = {
  bufferedAmount: number;
  readyState: number;
  _sender?: { sendFrame?(frame: Buffer[]): void };
};
type Connection = {
  readyState: string;
  writeBuffer: unknown[];
  transport: { name: string; writable: boolean; socket?: WebSocketLike };
};
type Client = { conn: Connection; writeToEngine?(packets: unknown, options: Options): void };
const OPEN = 1;

/** For the sockets of one gateway. */
export class StraightWriter {
  /** What goes out at the end of this turn. */
  private turn = new Map<Connection, Buffer[]>();
  private isSoon = false;

  /** These are not Socket.IO's documented parts: where one is missing, everything goes its usual way. */
  take(socket: LiveSocket): void {
    const client = socket.client as unknown as Client;
    const usual = client.writeToEngine?.bind(client);
    if (!usual) return;
    client.writeToEngine = (packets, options) => {
      if (this.put(client.conn, options)) return;
      // What came before it stays before it.
      this.writeOut(client.conn);
      usual(packets, options);
    };
  }

  /** False: not taken. A frame that may be dropped is taken, and dropped, where something still waits. */
  private put(connection: Connection, options: Options): boolean {
    const frame = options.wsPreEncodedFrame && inOnePiece(options);
    const line = connection.transport.socket;
    if (!frame || !isIdle(connection) || typeof line?._sender?.sendFrame !== "function") return false;
    if (options.volatile && line.bufferedAmount > 0) return true;
    const waiting = this.turn.get(connection);
    if (waiting) waiting.push(frame);
    else this.turn.set(connection, [frame]);
    if (!this.isSoon) {
      this.isSoon = true;
      setImmediate(() => this.writeAll());
    }
    return true;
  }

  private writeAll(): void {
    const { turn } = this;
    this.turn = new Map();
    this.isSoon = false;
    let last: { frames: Buffer[]; whole: Buffer } | null = null;
    for (const [connection, frames] of turn) {
      // Who is in the same rooms gets the same: it is put together once.
      if (!last || !isSame(last.frames, frames)) last = { frames, whole: whole(frames) };
      send(connection, last.whole);
    }
  }

  private writeOut(connection: Connection): void {
    const frames = this.turn.get(connection);
    if (!frames) return;
    this.turn.delete(connection);
    send(connection, whole(frames));
  }
}

function isIdle({ readyState, writeBuffer, transport }: Connection): boolean {
  return (
    readyState === "open" &&
    transport.name === "websocket" &&
    transport.writable &&
    writeBuffer.length === 0 &&
    transport.socket?.readyState === OPEN
  );
}

/** A connection that closed meanwhile has no use for it. */
function send({ transport: { socket: line } }: Connection, bytes: Buffer): void {
  if (line?.readyState === OPEN) line._sender?.sendFrame?.([bytes]);
}

/** Head and body of a frame as one; the options are the whole broadcast's, so that it is done once. */
function inOnePiece(options: Options): Buffer | undefined {
  const { wsPreEncodedFrame: frame = [] } = options;
  if (frame.length > 1) options.wsPreEncodedFrame = [Buffer.concat(frame)];
  return options.wsPreEncodedFrame?.[0];
}

const whole = (frames: Buffer[]): Buffer => (frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames));
const isSame = (a: Buffer[], b: Buffer[]) => a.length === b.length && a.every((frame, place) => frame === b[place]);
