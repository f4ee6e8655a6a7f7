import { expect, test } from "vitest";
import { type DocumentView, emptyView, foldMessage } from "#lib/core/document-view.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { DocumentMessage } from "#lib/protocol/live.ts";
import { type Lights, litAfter, noLights, unlit } from "./lights.ts";

const file = "a.py" as FilePath;
const ids = ["a", "b", "c"];

/** One whole run of three blocks; `shows` names what each executed block shows, `hashes` a changed text. */
function run(number: number, seq: number, shows: Record<string, string>, hashes: Record<string, string> = {}) {
  const blocks = ids.map((id, index) => {
    const hash = hashes[id] ?? id;
    return {
      ...{ id, ordinal: index + 1, kind: "code" as const, hash, line: index + 1, source: hash, hide: [], warnings: [] },
      ...{ evaluated: true, pieces: [{ kind: "code" as const, text: hash, line: index + 1, shows: true }] },
    };
  });
  const dirty = Object.keys(shows);
  const messages: DocumentMessage[] = [
    {
      type: "run-start",
      message: { file, run: number, revision: number, seq, cause: "edit", startedAt: 0, blocks, dirty, reasons: {} },
    },
    ...dirty.map((block, index): DocumentMessage => {
      const elements = [{ kind: "stdout" as const, text: shows[block] ?? "" }];
      const message = { file, block, run: number, seq: seq + index + 1, ordinal: 1, ok: true, elements, elapsedMs: 1 };
      return { type: "block-result", message: { ...message, digest: shows[block] ?? "" } };
    }),
    {
      type: "run-end",
      message: { file, run: number, seq: seq + dirty.length + 1, status: "ok", error: null, timings: {} },
    },
  ];
  return messages;
}

function watch(messages: DocumentMessage[], from: { view: DocumentView; lights: Lights }) {
  return messages.reduce(({ view, lights }, message) => {
    const next = foldMessage(view, message);
    return { view: next, lights: litAfter(lights, next) };
  }, from);
}

const blank = { view: emptyView(file), lights: noLights };
const litIds = ({ lights }: { lights: Lights }) => [...lights.lit.keys()];
const firstRun = run(1, 1, { a: "1", b: "1", c: "1" });

test("a document's first run gives no light: there all is new", () => {
  expect(litIds(watch(firstRun, blank))).toEqual([]);
});

test("only what shows something else is lit; a result that ran and is the same is not", () => {
  const seen = watch(firstRun, blank);
  expect(litIds(watch(run(2, 6, { a: "1", b: "2" }), seen))).toEqual(["b"]);
});

test("an edited block is lit once it has run, with its source as seen before", () => {
  const seen = watch(firstRun, blank);
  const [start, ...rest] = run(2, 6, { a: "1" }, { a: "edited" });
  const started = watch(start ? [start] : [], seen);
  expect(litIds(started)).toEqual([]);
  expect(watch(rest, started).lights.lit.get("a")?.former).toBe("a");
});

test("what the viewer has looked at goes out, unless it was lit anew meanwhile", () => {
  const once = watch(run(2, 6, { b: "2" }), watch(firstRun, blank));
  const token = once.lights.lit.get("b")?.token ?? 0;
  expect(litIds({ lights: unlit(once.lights, "b", token) })).toEqual([]);
  const twice = watch(run(3, 9, { b: "3" }), once);
  expect(litIds({ lights: unlit(twice.lights, "b", token) })).toEqual(["b"]);
});

test("who comes for a change sees it lit, in a document that had run before", () => {
  const after = watch(run(2, 6, { b: "2" }), watch(firstRun, blank));
  expect([...litAfter(noLights, after.view, true).lit.keys()]).toEqual(["b"]);
  expect([...litAfter(noLights, after.view).lit.keys()]).toEqual([]);
});
