import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "#lib/protocol/limits.ts";
import { BrokenFrame, encodeFrame, type Frame, FrameDecoder } from "./frames.ts";

function decodeAll(bytes: Buffer, cuts: number[] = []): { frames: Frame[]; unknown: string[] } {
  const frames: Frame[] = [];
  const unknown: string[] = [];
  const decoder = new FrameDecoder(
    (frame) => frames.push({ head: frame.head, body: Buffer.from(frame.body) }),
    (reason) => unknown.push(reason),
  );
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    decoder.push(bytes.subarray(start, end));
    start = end;
  }
  return { frames, unknown };
}

function rawFrame(header: string | Buffer, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(head.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return Buffer.concat([prefix, head, body]);
}

test("frames arrive whole and in order, wherever the stream is cut", () => {
  const sent = fc.array(fc.tuple(fc.nat(1000), fc.uint8Array({ maxLength: 300 })), { maxLength: 8 });
  fc.assert(
    fc.property(sent, fc.array(fc.nat(5000), { maxLength: 12 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(([n, body]) => rawFrame(JSON.stringify({ type: "pong", n }), body)));
      const { frames: read } = decodeAll(bytes, cuts);
      expect(read.map(({ head, body }) => [head, [...body]])).toEqual(
        frames.map(([n, body]) => [{ type: "pong", n }, [...body]]),
      );
    }),
  );
});

test("what is encoded has the lengths that it says", () => {
  const bytes = Buffer.concat(encodeFrame({ type: "write", path: "a.py" as never }, Buffer.from("x = 1")));
  const headerLength = bytes.readUInt32BE(0);
  expect(JSON.parse(bytes.subarray(8, 8 + headerLength).toString())).toEqual({ type: "write", path: "a.py" });
  expect(bytes.subarray(8 + headerLength).toString()).toBe("x = 1");
});

const malformedHeaders: [string, object][] = [
  ["no type", { n: 1 }],
  ["an unknown type", { type: "shell", kernel: "k1" }],
  ["no kernel", { type: "plan", run: 1 }],
  ["a kernel that is no text", { type: "plan", kernel: 7, run: 1 }],
  ["a negative run", { type: "plan", kernel: "k1", run: -1 }],
  ["a run that is no number", { type: "plan", kernel: "k1", run: "1" }],
  ["an empty block", { type: "block-start", kernel: "k1", run: 1, block: "" }],
  ["a block name without end", { type: "block-start", kernel: "k1", run: 1, block: "b".repeat(1000) }],
  ["a stream that does not exist", { type: "output", kernel: "k1", run: 1, block: "b", stream: "stdin" }],
  ["a display of no known kind", { type: "display", kernel: "k1", run: 1, block: "b", kind: "script" }],
  ["a result without ok", { type: "block-end", kernel: "k1", run: 1, block: "b", elapsedMs: 1 }],
  ["a negative time", { type: "block-end", kernel: "k1", run: 1, block: "b", ok: true, elapsedMs: -1 }],
  ["an audit of no run", { type: "audit", kernel: "k1" }],
  ["a status that does not exist", { type: "run-end", kernel: "k1", run: 1, status: "owner" }],
];

test.each(malformedHeaders)("a frame with %s is named and skipped, and the next one is read", (_what, header) => {
  const { frames, unknown } = decodeAll(
    Buffer.concat([rawFrame(JSON.stringify(header)), rawFrame('{"type":"pong","n":1}')]),
  );
  expect(unknown).toHaveLength(1);
  expect(frames.map((frame) => frame.head)).toEqual([{ type: "pong", n: 1 }]);
});

test.each([
  ["a header that is not JSON", rawFrame("not json")],
  ["a header that is no text", rawFrame(Buffer.from([0xff, 0xfe, 0x00]))],
  ["a header over the limit", Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
  ["a body over the limit", Buffer.from([0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff])],
])("%s ends the stream", (_what, bytes) => {
  expect(() => decodeAll(bytes)).toThrow(BrokenFrame);
});

test("what is too large is not sent", () => {
  expect(() => encodeFrame({ type: "ping", n: 1 }, new Uint8Array(limits.frameBodyBytes + 1))).toThrow(BrokenFrame);
});
