// Events are hints, hashes are truth: whatever is done to the folder in whatever order, the workspace ends up the same.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SyncedFolder } from "../testing/synced-folder.ts";
import { until } from "../testing/until.ts";

type Op =
  | { type: "write"; path: string; text: string }
  | { type: "append"; path: string }
  | { type: "remove"; path: string }
  | { type: "rename"; from: string; to: string }
  | { type: "atomic"; path: string; text: string }
  | { type: "pause"; turns: number };

const path = fc.constantFrom("a.py", "b.py", "one/a.py", "one/b.py", "one/two/c.py", "two/a.py", "two/deep/er/d.py");
const place = fc.oneof(path, fc.constantFrom("one", "two", "one/two", "two/deep", "three"));
const text = fc.constantFrom("1", "22", "333", "a longer text");
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("write" as const), path, text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("append" as const), path }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("remove" as const), path: place }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("rename" as const), from: place, to: place }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("atomic" as const), path, text }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("pause" as const), turns: fc.nat(200) }) },
);

/** What cannot be done (a folder in the way, a folder into itself) is left out. */
function perform(synced: SyncedFolder, act: Op & { type: Exclude<Op["type"], "pause"> }): void {
  try {
    if (act.type === "write") synced.write(act.path, act.text);
    if (act.type === "append") appendFileSync(synced.path(act.path), "+");
    if (act.type === "remove") rmSync(synced.path(act.path), { recursive: true, force: true });
    if (act.type === "rename") {
      mkdirSync(dirname(synced.path(act.to)), { recursive: true });
      renameSync(synced.path(act.from), synced.path(act.to));
    }
    if (act.type === "atomic") {
      synced.write(`${act.path}.new7`, act.text);
      renameSync(synced.path(`${act.path}.new7`), synced.path(act.path));
    }
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toMatch(/^E(NOENT|NOTDIR|ISDIR|EXIST|NOTEMPTY|INVAL)$/);
  }
}

function onDisk(folder: string, prefix = ""): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const at = `${prefix}${name}`;
    if (statSync(join(folder, at)).isDirectory()) Object.assign(files, onDisk(folder, `${at}/`));
    else files[at] = readFileSync(join(folder, at), "utf8");
  }
  return files;
}

function atServer({ server }: SyncedFolder): Record<string, string> {
  return Object.fromEntries(server.paths().map((file) => [file, server.text(file) ?? ""]));
}

test("after any sequence of writes, renames, moves and deletions the workspace is the folder", {
  timeout: 120_000,
}, async () => {
  const scenario = async (ops: Op[], restarts: boolean) => {
    const synced = await SyncedFolder.started(
      { "a.py": "1", "one/a.py": "2", "one/two/c.py": "3" },
      { allowDelete: true },
    );
    try {
      for (const act of ops) {
        if (act.type !== "pause") perform(synced, act);
        else for (let turn = 0; turn < act.turns; turn += 1) await new Promise(setImmediate);
      }
      if (restarts) {
        await synced.server.stop();
        await synced.server.start();
      }
      const same = () => isDeepStrictEqual(atServer(synced), onDisk(synced.folder));
      await until(() => `${JSON.stringify(atServer(synced))} is ${JSON.stringify(onDisk(synced.folder))}`, same);
      expect(existsSync(synced.folder)).toBe(true);
    } finally {
      await synced.close();
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(op, { minLength: 5, maxLength: 60 }), fc.boolean(), scenario), {
    numRuns: 25,
  });
});
