import { expect, test, vi } from "vitest";
import type { Nudges } from "#lib/nudges/port.ts";
import type { BlockOutput } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import { LiveOutput, type OutputPart } from "./live-output.ts";

function watched() {
  const heard: BlockOutput[] = [];
  const emit: Nudges["emit"] = (_room, _event, message) => void heard.push(message as BlockOutput);
  const claimed = { documentId: "d", path: "a.py", run: 1 } as ClaimedRun;
  return { heard, live: new LiveOutput({ nudges: { emit } as Nudges }, claimed) };
}

test("a thousand prints are a few messages, and no character of them is lost or out of place", async () => {
  const { heard, live } = watched();
  const lines = Array.from({ length: 1_000 }, (_, index) => `step ${index}\n`);
  let n = 0;
  for (const text of lines) {
    live.add({ block: "a", stream: "stdout", text, n });
    n += text.length;
  }
  await vi.waitUntil(() => heard.map((message) => message.text).join("").length === n);
  expect(heard.map((message) => message.text).join("")).toBe(lines.join(""));
  expect(heard.length).toBeLessThan(5);
  for (const [index, message] of heard.entries()) {
    expect(message.n).toBe(heard.slice(0, index).reduce((sum, earlier) => sum + (earlier.text?.length ?? 0), 0));
  }
});

test("another stream or a picture in between keeps its place", async () => {
  const { heard, live } = watched();
  live.add({ block: "a", stream: "stdout", text: "one", n: 0 });
  live.add({ block: "a", stream: "stderr", text: "two", n: 3 });
  live.add({ block: "a", stream: "display", element: { kind: "display", bundle: { "text/plain": "x" } }, n: 6 });
  live.add({ block: "a", stream: "stdout", text: "three", n: 6 });
  await vi.waitUntil(() => heard.length === 4);
  expect(heard.map((message) => message.stream)).toEqual(["stdout", "stderr", "display", "stdout"]);
});

test("a block that starts once more takes back at once what it streamed, and what waited of it is never told", async () => {
  const { heard, live } = watched();
  live.add({ block: "a", stream: "stdout", text: "told at once", n: 0 });
  live.add({ block: "a", stream: "stdout", text: "waits", n: 12 });
  live.startAnew("a");
  live.add({ block: "a", stream: "stdout", text: "second", n: 0 });
  await vi.waitUntil(() => heard.length === 3);
  expect(heard.map(({ text, n }) => [text, n])).toEqual([
    ["told at once", 0],
    ["", 0],
    ["second", 0],
  ]);
});

test("what waits when the result comes is dropped: the result holds it", () => {
  const { heard, live } = watched();
  live.add({ block: "a", stream: "stdout", text: "told at once", n: 0 });
  live.add({ block: "a", stream: "stdout", text: "waits", n: 12 });
  live.drop();
  expect(heard.map((message) => message.text)).toEqual(["told at once"]);
});

test("what changed is told anew, whole and as it stands then, and what came meanwhile is told once", async () => {
  const { heard, live } = watched();
  let standing = ["old"];
  live.add({ block: "a", stream: "stdout", text: "old", n: 0 });
  const parts = () => standing.map((text): OutputPart => ({ block: "a", stream: "stdout", text, n: 0 }));
  live.retell("a", parts);
  live.add({ block: "a", stream: "stdout", text: "new", n: 0 });
  standing = ["new"];
  live.retell("a", parts);
  await vi.waitUntil(() => heard.length === 3);
  expect(heard.map(({ text, n }) => [text, n])).toEqual([
    ["old", 0],
    ["", 0],
    ["new", 0],
  ]);
});
