import { afterAll, beforeAll, expect, test } from "vitest";
import { rootOf } from "#lib/core/tree-root.ts";
import { AppError } from "#lib/errors.ts";
import { commit, put, remove, type TestContext, testContext } from "#lib/testing/context.ts";
import { sha256Of } from "../blob/store-blob.ts";
import { loadDocument } from "../document/load-document.ts";
import { digest } from "./read-manifest.ts";

let context: TestContext;
beforeAll(async () => {
  context = await testContext();
});
afterAll(() => context.close());

const head = () => context.db.workspace.findUniqueOrThrow({ where: { id: context.workspaceId } });
const document = (path: string) =>
  context.db.document.findUniqueOrThrow({ where: { workspaceId_path: { workspaceId: context.workspaceId, path } } });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "taken",
    (error) => (error instanceof AppError ? error.code : String(error)),
  );

test("a save makes the next revision, the head's file and a document that wants to run", async () => {
  const before = (await head()).headRevision;
  const answer = await commit(context, [put("one.py", "x = 1\n")]);
  expect(answer).toMatchObject({ revision: before + 1, applied: 1, overwrote: [] });
  expect(await document("one.py")).toMatchObject({ wanted: answer.revision, done: 0, status: "queued" });
});

test("[A1] a commit that is repeated under its key gets the same answer and changes nothing", async () => {
  const changes = [put("repeated.py", "1\n")];
  const first = await commit(context, changes, { idempotencyKey: "the-same-key" });
  await commit(context, [put("between.py", "2\n")]);
  const again = await commit(context, changes, { idempotencyKey: "the-same-key" });
  expect(again).toEqual(first);
  const count = await context.db.revision.count({
    where: { workspaceId: context.workspaceId, idempotencyKey: "the-same-key" },
  });
  expect(count).toBe(1);
});

test("[A3] the same content again is no change and makes no revision", async () => {
  await commit(context, [put("same.py", "1\n")]);
  const before = (await head()).headRevision;
  expect(await commit(context, [put("same.py", "1\n")])).toMatchObject({ revision: before, applied: 0 });
  expect((await head()).headRevision).toBe(before);
});

test("[A3] a save over a newer one becomes the head, names what it overwrote, and both stay in the history", async () => {
  const base = sha256Of("base\n");
  await commit(context, [put("shared.py", "base\n")]);
  const mine = await commit(context, [put("shared.py", "mine\n", base)]);
  const theirs = await commit(context, [put("shared.py", "theirs\n", base)]);
  expect(theirs.overwrote).toEqual([{ path: "shared.py", revision: mine.revision }]);
  const history = await context.db.revisionFile.findMany({
    where: { workspaceId: context.workspaceId, path: "shared.py" },
    orderBy: { revision: "asc" },
  });
  expect(history.map((file) => file.sha256)).toEqual(["base\n", "mine\n", "theirs\n"].map(sha256Of));
});

test("many writers at once: every save is a revision of its own, none is lost, and the root is the tree's", async () => {
  const before = (await head()).headRevision;
  const names = Array.from({ length: 12 }, (_, index) => `crowd/file${index}.py`);
  const answers = await Promise.all(names.map((name) => commit(context, [put(name, `# ${name}\n`)])));
  expect(new Set(answers.map((answer) => answer.revision)).size).toBe(names.length);
  const workspace = await head();
  expect(workspace.headRevision).toBe(before + names.length);
  const files = await context.db.file.findMany({ where: { workspaceId: context.workspaceId } });
  expect(workspace.headRoot).toBe(rootOf(files, digest));
  expect(workspace.fileCount).toBe(files.length);
  expect(Number(workspace.totalBytes)).toBe(files.reduce((sum, file) => sum + file.size, 0));
});

test("who imports or reads what changed wants to run too, and nobody else", async () => {
  await commit(context, [
    put("reader.py", "1\n"),
    put("importer.py", "1\n"),
    put("lister.py", "1\n"),
    put("stranger.py", "1\n"),
  ]);
  const set = (path: string, data: object) =>
    context.db.document.updateMany({
      where: { workspaceId: context.workspaceId, path },
      data: { ...data, done: 1_000, wanted: 0 },
    });
  await set("reader.py", { reads: ["data/prices.csv"] });
  await set("importer.py", { imports: ["helper.py"] });
  await set("lister.py", { reads: ["data/"] });
  await set("stranger.py", {});
  const { revision } = await commit(context, [put("data/prices.csv", "1\n"), put("helper.py", "1\n")]);
  const wanted = async (path: string) => (await document(path)).wanted;
  expect([await wanted("reader.py"), await wanted("importer.py"), await wanted("lister.py")]).toEqual([
    revision,
    revision,
    revision,
  ]);
  expect(await wanted("stranger.py")).toBe(0);
});

test("a document that is removed and comes back goes on with its row and its seq", async () => {
  await commit(context, [put("returns.py", "1\n")]);
  const { id } = await document("returns.py");
  await context.db.document.update({ where: { id }, data: { seq: 7 } });
  await commit(context, [remove("returns.py", sha256Of("1\n"))]);
  expect(
    (await loadDocument(context, { workspaceId: context.workspaceId, path: "returns.py", since: 0 }))?.answer,
  ).toMatchObject({ status: "removed", seq: 7 });
  await commit(context, [put("returns.py", "2\n")]);
  expect(await document("returns.py")).toMatchObject({ id, seq: 7, removed: false });
});

test("what may not enter is refused whole, with a code of the closed set, and nothing changes", async () => {
  const before = await head();
  const unknown = { ...put("unknown.py", "x\n") };
  if (unknown.op === "put") delete unknown.content;
  const wrong = { ...put("wrong.py", "x\n"), sha256: sha256Of("y\n") };
  const large = put("large.py", "x".repeat(70_000));
  expect(await codeOf(commit(context, [unknown]))).toBe("unprocessable");
  expect(await codeOf(commit(context, [wrong as never]))).toBe("bad-request");
  expect(await codeOf(commit(context, [large]))).toBe("too-large");
  expect(await codeOf(commit(context, [put("fine.py", "1\n"), put(".env", "SECRET=1\n")]))).toBe("unprocessable");
  expect(await codeOf(commit(context, [put("SAME.py", "1\n")]))).toBe("unprocessable");
  expect(await codeOf(commit(context, [put("one.py/inner.py", "1\n")]))).toBe("unprocessable");
  expect(await head()).toEqual(before);
});
