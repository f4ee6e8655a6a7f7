// A1 to A6 over real HTTP: lost answers, a server that comes and goes, other writers, and what may be deleted.
import { lstatSync, readdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { SyncedFolder } from "../testing/synced-folder.ts";
import { until } from "../testing/until.ts";

let synced: SyncedFolder;
afterEach(() => synced.close());

const server = () => synced.server;
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}.py`, `${index}`]));
const arrives = (path: string, text: string) =>
  server().until(`${path} is ${text}`, () => server().text(path) === text);

test("[A1] a commit whose answer was lost is repeated with its key and taken once", async () => {
  synced = await SyncedFolder.started({ "a.py": "one" });
  server().answersToLose = 3;
  synced.write("a.py", "two");
  await until("the answer came at last", () => synced.count("online") === 1);
  synced.write("a.py", "three");
  await arrives("a.py", "three");
  expect(server().repetitions).toBe(3);
  expect(server().commits.map(({ request }) => request.changes.length)).toEqual([1, 1, 1]);
  expect(server().commits.at(-1)?.answer.overwrote).toEqual([]);
});

test("[A2] the watched folder is never written to", async () => {
  synced = await SyncedFolder.open({ "a.py": "1", "sub/b.py": "2" });
  const look = () =>
    ["", "a.py", "sub", "sub/b.py"].map((path) => {
      const { mtimeMs, ctimeMs } = lstatSync(synced.path(path));
      return [path, mtimeMs, ctimeMs];
    });
  const before = look();
  await synced.start();
  server().push({ "theirs.py": "3", "a.py": "4" });
  await synced.stop();
  await synced.start();
  expect(look()).toEqual(before);
  expect(readdirSync(synced.folder)).toEqual(["a.py", "sub"]);
});

test("[A3] what others changed stays until the file is saved here; that save says whom it replaced", async () => {
  synced = await SyncedFolder.started({ "a.py": "mine", "b.py": "mine" });
  server().push({ "a.py": "theirs", "c.py": "theirs" });
  await synced.stop();
  await synced.start();
  expect(server().text("a.py")).toBe("theirs");
  expect(server().commits).toHaveLength(1);
  synced.write("a.py", "mine again");
  await arrives("a.py", "mine again");
  expect(server().commits.at(-1)?.answer.overwrote).toEqual([{ path: "a.py", revision: 2 }]);
  expect(server().paths()).toEqual(["a.py", "b.py", "c.py"]);
});

test("an answer with an unexpected root starts a comparison, and nothing of the others is undone", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.py": "2" });
  server().push({ "b.py": "theirs", "a.py": null });
  synced.write("c.py", "3");
  await arrives("c.py", "3");
  synced.write("c.py", "4");
  await arrives("c.py", "4");
  expect(server().text("b.py")).toBe("theirs");
  expect(server().text("a.py")).toBeUndefined();
});

test("[A4] an agent without acknowledged state only adds and modifies", async () => {
  synced = await SyncedFolder.open({ "a.py": "mine" });
  server().push({ "a.py": "theirs", "only-there.py": "stays" });
  await synced.start();
  expect(server().paths()).toEqual(["a.py", "only-there.py"]);
  expect(server().text("a.py")).toBe("mine");
  expect(server().commits.at(-1)?.answer.overwrote).toEqual([{ path: "a.py", revision: 1 }]);
});

test("[A4] a workspace that was made anew counts as nothing acknowledged", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.py": "2" });
  await synced.stop();
  unlinkSync(synced.path("b.py"));
  server().epoch = "another";
  await synced.start();
  expect(server().paths()).toEqual(["a.py", "b.py"]);
});

test("what was deleted while the agent was away is deleted at its start", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.py": "2" });
  await synced.stop();
  unlinkSync(synced.path("b.py"));
  renameSync(synced.path("a.py"), synced.path("c.py"));
  await synced.start();
  expect(server().paths()).toEqual(["c.py"]);
  expect(server().commits).toHaveLength(2);
  expect(server().commits[1]?.request.changes).toContainEqual(expect.objectContaining({ path: "c.py", from: "a.py" }));
});

test("[A4] losing over half of more than 20 files stops and asks; --allow-delete goes on", async () => {
  synced = await SyncedFolder.started(many(30));
  for (let index = 0; index < 16; index += 1) unlinkSync(synced.path(`f${index}.py`));
  expect((await synced.ended())?.message).toMatch(/16 of 30 files are gone.*--allow-delete/);
  expect(server().head.size).toBe(30);
  await synced.start({ allowDelete: true });
  expect(server().head.size).toBe(14);
});

test("[A4] losing half, or most of a few files, is ordinary", async () => {
  synced = await SyncedFolder.started(many(30));
  for (let index = 0; index < 15; index += 1) unlinkSync(synced.path(`f${index}.py`));
  await server().until("half", () => server().head.size === 15);
});

test("[A4] moving every file into a folder loses none", async () => {
  synced = await SyncedFolder.started(many(30));
  synced.write("src/new.py", "new");
  for (let index = 0; index < 30; index += 1) renameSync(synced.path(`f${index}.py`), synced.path(`src/f${index}.py`));
  await server().until(
    "moved",
    () =>
      server()
        .paths()
        .every((path) => path.startsWith("src/")) && server().head.size === 31,
  );
});

test("[A4] a folder that vanishes stops the agent and deletes nothing, even with --allow-delete", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" }, { allowDelete: true });
  rmSync(synced.folder, { recursive: true });
  expect((await synced.ended())?.message).toContain("is gone");
  expect(server().paths()).toEqual(["a.py"]);
});

test("[A6] what happened without a connection is one commit after a rescan", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.py": "2", "c.py": "3" });
  await server().stop();
  synced.write("a.py", "offline");
  await until("offline", () => synced.count("offline") === 1);
  synced.write("a.py", "offline, again");
  unlinkSync(synced.path("b.py"));
  renameSync(synced.path("c.py"), synced.path("d.py"));
  synced.write("new/e.py", "new");
  await server().start();
  await server().until("all of it", () => server().paths().join() === "a.py,d.py,new/e.py");
  expect(server().text("a.py")).toBe("offline, again");
  expect(server().commits).toHaveLength(2);
  await until("online", () => synced.count("online") === 1);
  synced.write("a.py", "online");
  await arrives("a.py", "online");
});

test("an agent that starts before its server waits for it", async () => {
  synced = await SyncedFolder.open({ "a.py": "1" });
  await server().stop();
  synced.launch();
  await until("offline", () => synced.count("offline") === 1);
  await server().start();
  await arrives("a.py", "1");
});

test("an idle agent says hello, so that it counts as online, and hears of other writers", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  const before = server().hellos;
  server().push({ "b.py": "2" });
  await server().until("a hello", () => server().hellos > before);
});

test.each([
  ["unauthenticated", /does not accept the token/],
  ["forbidden", /may not write/],
  ["not-found", /no workspace/],
  ["upgrade-required", /another version/],
] as const)("a server that answers %s stops the agent with a sentence", async (code, sentence) => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  server().refuseAll = { code, message: "The server's own words." };
  synced.write("a.py", "2");
  const failure = await synced.ended();
  expect(failure?.message).toMatch(sentence);
  expect(failure?.message).toContain("The server's own words.");
});

test("a service that is busy is asked again", async () => {
  synced = await SyncedFolder.started({ "a.py": "1" });
  server().refuseAll = { code: "unavailable", message: "Too many writers." };
  synced.write("a.py", "2");
  await until("offline", () => synced.count("offline") === 1);
  server().refuseAll = null;
  await arrives("a.py", "2");
  expect(server().commits).toHaveLength(2);
});

test("one change that the service refuses is left out and said; the rest arrives", async () => {
  synced = await SyncedFolder.open({ "a.py": "1", "b.py": "2", "c.py": "3" });
  server().refusedPath = "b.py";
  await synced.start();
  expect(server().paths()).toEqual(["a.py", "c.py"]);
  expect(synced.skipped().get("b.py")).toContain("refused");
  server().refusedPath = null;
  synced.write("b.py", "4");
  await arrives("b.py", "4");
});

test("once: one comparison, one commit, an end; and a failure where there is no server", async () => {
  synced = await SyncedFolder.open({ "a.py": "1" });
  synced.launch({ once: true });
  expect(await synced.ended()).toBeNull();
  expect(server().paths()).toEqual(["a.py"]);
  await server().stop();
  synced.launch({ once: true });
  expect((await synced.ended())?.message).toContain("cannot be reached");
});
