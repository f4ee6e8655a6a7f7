// Saves as editors and tools really make them, through the real watcher to a real HTTP server.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SyncedFolder } from "../testing/synced-folder.ts";
import { until } from "../testing/until.ts";

let synced: SyncedFolder;
afterEach(() => synced.close());

const server = () => synced.server;
const allChanges = () => server().commits.flatMap(({ request }) => request.changes);
const deletions = () => allChanges().filter(({ op }) => op === "delete");
const arrives = (path: string, text: string) =>
  server().until(`${path} is ${text}`, () => server().text(path) === text);

test("the first comparison sends the whole folder as one commit", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "sub/b.py": "2" });
  expect(server().paths()).toEqual(["a.py", "sub/b.py"]);
  expect(server().commits).toHaveLength(1);
});

test("[A3] an in-place save carries the acknowledged hash as its base", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  const before = server().commits.at(-1)?.request.changes[0];
  synced.write("a.py", "two");
  await arrives("a.py", "two");
  expect(server().commits).toHaveLength(2);
  expect(server().commits[1]?.request.changes).toMatchObject([
    { op: "put", path: "a.py", base: before?.op === "put" && before.sha256 },
  ]);
});

test("an atomic save by a temporary file and a rename is one modification", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  writeFileSync(synced.path("a.py.x7f3"), "two");
  renameSync(synced.path("a.py.x7f3"), synced.path("a.py"));
  await arrives("a.py", "two");
  expect(server().commits).toHaveLength(2);
  expect(server().paths()).toEqual(["a.py"]);
});

test("a file that is truncated and then written never arrives empty", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  const handle = openSync(synced.path("a.py"), "r+");
  ftruncateSync(handle, 0);
  await until("the truncation was noticed", () => synced.events.length > 0);
  // Longer than the quiet after which one path is read, shorter than the doubt about an empty file.
  const written = performance.now() + 40;
  await until("40 ms have passed", () => performance.now() > written);
  writeSync(handle, "two");
  closeSync(handle);
  await arrives("a.py", "two");
  expect(server().commits).toHaveLength(2);
});

test("a file that stays empty arrives empty", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  synced.write("a.py", "");
  await arrives("a.py", "");
});

test("vim's saves with a backup, with backupcopy and without are modifications and leave nothing else behind", async () => {
  synced = await SyncedFolder.started({ "a.py": "one\n" });
  const vim = (text: string, ...settings: string[]) => {
    const commands = [...settings.map((setting) => `set ${setting}`), `normal! cc${text}`, "wq"];
    const flags = ["-N", "-u", "NONE", "-es", ...commands.flatMap((command) => ["-c", command]), "a.py"];
    execFileSync("vim", flags, { cwd: synced.folder, stdio: "ignore" });
  };
  vim("two", "nobackup", "writebackup", "backupcopy=no");
  await arrives("a.py", "two\n");
  vim("three", "backup", "backupcopy=no");
  await arrives("a.py", "three\n");
  vim("four", "backup", "backupcopy=yes");
  await arrives("a.py", "four\n");
  expect(server().paths()).toEqual(["a.py"]);
  expect(deletions()).toEqual([]);
});

test("sed -i is a modification", async () => {
  synced = await SyncedFolder.started({ "a.py": "x = 1\n", "b.py": "x = 1\n" });
  execFileSync("sed", ["-i", "s/1/2/", "a.py", "b.py"], { cwd: synced.folder });
  await arrives("a.py", "x = 2\n");
  await arrives("b.py", "x = 2\n");
  expect(deletions()).toEqual([]);
  expect(server().commits).toHaveLength(2);
});

test("an append and a change of mode arrive", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  appendFileSync(synced.path("a.py"), "+");
  await arrives("a.py", "one+");
  execFileSync("chmod", ["+x", synced.path("a.py")]);
  await server().until("the mode", () => server().head.get("a.py" as never)?.mode === 0o100755);
});

test("deletions arrive, each once", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.py": "2", "sub/c.py": "3" });
  unlinkSync(synced.path("a.py"));
  await server().until("a.py is gone", () => server().paths().join() === "b.py,sub/c.py");
  rmSync(synced.path("sub"), { recursive: true });
  await server().until("sub is gone", () => server().paths().join() === "b.py");
  expect(deletions()).toHaveLength(2);
});

test("a rename is one commit that names where the file came from", async () => {
  synced = await SyncedFolder.started({ "a.py": "the same", "z.py": "other" });
  renameSync(synced.path("a.py"), synced.path("b.py"));
  await server().until("the rename", () => server().paths().join() === "b.py,z.py");
  expect(server().commits).toHaveLength(2);
  expect(server().commits[1]?.request.changes).toMatchObject([
    { op: "delete", path: "a.py" },
    { op: "put", path: "b.py", from: "a.py" },
  ]);
});

test("[A5] a rename in case only is one commit too", async () => {
  synced = await SyncedFolder.started({ "model.py": "the same" });
  renameSync(synced.path("model.py"), synced.path("Model.py"));
  await server().until("the rename", () => server().paths().join() === "Model.py");
  expect(server().commits).toHaveLength(2);
  expect(server().commits[1]?.request.changes).toMatchObject([{}, { op: "put", path: "Model.py", from: "model.py" }]);
});

test("[A5] two names that differ in case only: the second is left out and said", async () => {
  synced = await SyncedFolder.started({ "model.py": "1" });
  synced.write("Model.py", "2");
  await until("it is said", () => synced.skipped().has("Model.py"));
  synced.write("other.py", "3");
  await arrives("other.py", "3");
  expect(server().paths()).toEqual(["model.py", "other.py"]);
});

test("a folder that is moved in, renamed and moved out arrives each time", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  const outside = join(synced.base, "outside");
  mkdirSync(join(outside, "deep"), { recursive: true });
  writeFileSync(join(outside, "deep", "x.py"), "x");
  writeFileSync(join(outside, "y.py"), "y");
  renameSync(outside, synced.path("lib"));
  await server().until("moved in", () => server().paths().join() === "a.py,lib/deep/x.py,lib/y.py");
  renameSync(synced.path("lib"), synced.path("lab"));
  await server().until("renamed", () => server().paths().join() === "a.py,lab/deep/x.py,lab/y.py");
  synced.write("lab/deep/x.py", "changed after the move");
  await arrives("lab/deep/x.py", "changed after the move");
  renameSync(synced.path("lab"), outside);
  await server().until("moved out", () => server().paths().join() === "a.py");
  expect(server().commits).toHaveLength(5);
});

test("a folder that takes a moved one's name is watched itself", async () => {
  synced = await SyncedFolder.started({ "sub/a.py": "1" });
  renameSync(synced.path("sub"), synced.path("old"));
  synced.write("sub/a.py", "2");
  await arrives("sub/a.py", "2");
  await arrives("old/a.py", "1");
  synced.write("sub/a.py", "3");
  await arrives("sub/a.py", "3");
  synced.write("old/a.py", "4");
  await arrives("old/a.py", "4");
});

test("a file that becomes a folder, and back", async () => {
  synced = await SyncedFolder.started({ thing: "1", "z.py": "2" });
  unlinkSync(synced.path("thing"));
  synced.write("thing/a.py", "3");
  await server().until("a folder", () => server().paths().join() === "thing/a.py,z.py");
  rmSync(synced.path("thing"), { recursive: true });
  synced.write("thing", "4");
  await server().until("a file", () => server().paths().join() === "thing,z.py");
});

test("a flood of 500 files arrives whole, in few commits", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  for (let index = 0; index < 500; index += 1) synced.write(`flood/${index % 10}/f${index}.py`, `x = ${index}`);
  await server().until("all of it", () => server().head.size === 501);
  expect(server().text("flood/7/f497.py")).toBe("x = 497");
  expect(server().commits.length).toBeLessThan(5);
});

test("where files come and go all the time, the others arrive all the same", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  let turn = 0;
  const churn = setInterval(() => {
    turn += 1;
    synced.write(`job-${turn}.txt`, `${turn}`);
    if (turn > 2) rmSync(synced.path(`job-${turn - 2}.txt`));
  }, 30);
  try {
    synced.write("b.py", "2");
    synced.write("c.py", "3");
    await arrives("c.py", "3");
    synced.write("a.py", "4");
    await arrives("a.py", "4");
  } finally {
    clearInterval(churn);
  }
});

test("what is too large to travel inside a commit is uploaded first, once", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  const large = "x".repeat(5 * 1024 * 1024);
  synced.write("data.csv", large);
  await server().until("the upload", () => server().text("data.csv") === large);
  const uploads = server().arrived.filter((bytes) => bytes.length >= large.length).length;
  synced.write("copy.csv", large);
  await server().until("the copy", () => server().text("copy.csv") === large);
  expect(server().arrived.filter((bytes) => bytes.length >= large.length)).toHaveLength(uploads);
});

test("a branch switch by git is one commit, and .git never arrives", async () => {
  synced = await SyncedFolder.open();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
      cwd: synced.folder,
      stdio: "ignore",
    });
  git("init", "-b", "main");
  for (let index = 0; index < 30; index += 1) synced.write(`f${index}.py`, `main ${index}`);
  git("add", ".");
  git("commit", "-m", "main");
  git("checkout", "-b", "other");
  for (let index = 0; index < 30; index += 1) synced.write(`f${index}.py`, `other ${index}`);
  unlinkSync(synced.path("f0.py"));
  synced.write("new.py", "new");
  git("add", "-A");
  git("commit", "-m", "other");
  await synced.start();
  expect(server().commits).toHaveLength(1);
  git("checkout", "main");
  await server().until(
    "main",
    () =>
      server().text("f0.py") === "main 0" &&
      server().text("new.py") === undefined &&
      server().text("f29.py") === "main 29",
  );
  expect(server().commits).toHaveLength(2);
  expect(
    server()
      .paths()
      .filter((path) => path.includes(".git")),
  ).toEqual([]);
  git("checkout", "other");
  await server().until("other", () => server().text("new.py") === "new" && server().text("f29.py") === "other 29");
});

test("nothing is sent while git's lock is held", async () => {
  synced = await SyncedFolder.open({ "a.py": "1" });
  execFileSync("git", ["init"], { cwd: synced.folder, stdio: "ignore" });
  await synced.start();
  writeFileSync(synced.path(".git/index.lock"), "");
  synced.write("a.py", "2");
  synced.write("b.py", "3");
  const later = performance.now() + 700;
  await until("longer than any settling", () => performance.now() > later);
  expect(server().commits).toHaveLength(1);
  unlinkSync(synced.path(".git/index.lock"));
  await arrives("b.py", "3");
  expect(server().commits).toHaveLength(2);
});
