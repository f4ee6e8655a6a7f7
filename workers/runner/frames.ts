// Frames on a byte stream: u32be header length, u32be body length, JSON header, raw body. What breaks a limit or
// is no JSON ends the stream: a peer that forges frames is not listened to any longer.
import type { Readable, Writable } from "node:stream";
import { FromExecutor, type ToExecutor } from "#lib/protocol/kernel.ts";
import { limits } from "#lib/protocol/limits.ts";

export type Frame = { head: FromExecutor; body: Buffer };

export class BrokenFrame extends Error {}

const EMPTY = Buffer.alloc(0);
const PREFIX = 8;

export function encodeFrame(head: ToExecutor, body: Uint8Array = EMPTY): Buffer[] {
  const header = Buffer.from(JSON.stringify(head));
  if (header.length > limits.frameHeaderBytes) throw new BrokenFrame("the header is too large to send");
  if (body.length > limits.frameBodyBytes) throw new BrokenFrame("the body is too large to send");
  const prefix = Buffer.allocUnsafe(PREFIX);
  prefix.writeUInt32BE(header.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return [prefix, header, Buffer.from(body.buffer, body.byteOffset, body.byteLength)];
}

export function writeFrame(stream: Writable, head: ToExecutor, body?: Uint8Array): void {
  if (!stream.writable) return;
  stream.cork();
  for (const part of encodeFrame(head, body)) stream.write(part);
  stream.uncork();
}

/**
 * Calls `onFrame` for each frame, in order, until the stream ends. A frame whose header has no known shape goes to
 * `onUnknown` and is skipped; one that breaks the framing throws BrokenFrame.
 */
export async function readFrames(
  stream: Readable,
  onFrame: (frame: Frame) => void,
  onUnknown: (reason: string) => void,
): Promise<void> {
  const decoder = new FrameDecoder(onFrame, onUnknown);
  for await (const chunk of stream) decoder.push(chunk as Buffer);
}

export class FrameDecoder {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private needed = PREFIX;
  private readonly onFrame: (frame: Frame) => void;
  private readonly onUnknown: (reason: string) => void;

  constructor(onFrame: (frame: Frame) => void, onUnknown: (reason: string) => void) {
    this.onFrame = onFrame;
    this.onUnknown = onUnknown;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    // Joined only when a whole frame may be there: a large body arrives in many chunks.
    while (this.buffered >= this.needed) {
      const bytes = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
      const headerLength = bytes.readUInt32BE(0);
      const bodyLength = bytes.readUInt32BE(4);
      if (headerLength > limits.frameHeaderBytes) throw new BrokenFrame(`a header of ${headerLength} bytes`);
      if (bodyLength > limits.frameBodyBytes) throw new BrokenFrame(`a body of ${bodyLength} bytes`);
      const end = PREFIX + headerLength + bodyLength;
      const rest = bytes.length >= end ? bytes.subarray(end) : bytes;
      this.chunks = rest.length > 0 ? [rest] : [];
      this.buffered = rest.length;
      if (bytes.length < end) {
        this.needed = end;
        return;
      }
      this.needed = PREFIX;
      this.deliver(bytes.subarray(PREFIX, PREFIX + headerLength), bytes.subarray(PREFIX + headerLength, end));
    }
  }

  private deliver(header: Buffer, body: Buffer): void {
    let value: unknown;
    try {
      value = JSON.parse(header.toString("utf8"));
    } catch {
      throw new BrokenFrame("a header that is not JSON");
    }
    const parsed = FromExecutor.safeParse(value);
    if (parsed.success) this.onFrame({ head: parsed.data, body });
    else this.onUnknown(parsed.error.issues[0]?.message ?? "unknown frame");
  }
}
