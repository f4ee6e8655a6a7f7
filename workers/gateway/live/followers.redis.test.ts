// Who follows is in a changed document's room before anything of its run is sent; who is pinned, or has left it, is not.
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { rooms } from "#lib/protocol/live.ts";
import { commit, put, type TestContext, testContext, tokens } from "#lib/testing/context.ts";
import { startGateway } from "../start-gateway.ts";

let context: TestContext;
let gateways: Awaited<ReturnType<typeof startGateway>>[];
const sockets: Socket[] = [];

beforeAll(async () => {
  context = await testContext();
  await commit(context, [put("a.py", "x = 1\n"), put("b.py", "y = 1\n"), put("c.py", "z = 1\n")]);
  gateways = [await startGateway(context), await startGateway(context)];
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  await context.close();
});

/** A viewer at one of the gateways, and what it hears of a document's room. */
async function viewer(at: number, follows?: boolean) {
  const options = { transports: ["websocket"], auth: { token: tokens.shareToken }, forceNew: true };
  const socket = io(`http://127.0.0.1:${gateways[at]?.port}`, options);
  sockets.push(socket);
  const heard: string[] = [];
  socket.on("block-output", ({ text }) => heard.push(text));
  const answer = await socket.emitWithAck("join", { workspace: "test", ...(follows === undefined ? {} : { follows }) });
  expect(answer.ok).toBe(true);
  return { socket, heard };
}

let said = 0;

/** Something in the room of a document and, behind it on the same way, something that all hear: then it has arrived. */
async function sayIn(path: string, ears: { socket: Socket }[]): Promise<string> {
  const { id, workspaceId } = await context.db.document.findFirstOrThrow({ where: { path } });
  said += 1;
  const text = `said ${said}`;
  const revision = 1_000 + said;
  const all = ears.map(({ socket }) => heardHead(socket, revision));
  const output = { file: path, run: 1, block: "b", stream: "stdout", text, n: 0 } as never;
  context.nudges.emit(rooms.document(id), "block-output", output);
  context.nudges.emit(rooms.workspace(workspaceId), "head", { revision: revision as never, documents: {} });
  await Promise.all(all);
  return text;
}

function heardHead(socket: Socket, revision: number): Promise<void> {
  return new Promise((resolve) => {
    socket.on("head", (head) => head.revision === revision && resolve());
  });
}

/** Saves one document; settles when all of these have heard of it. */
async function save(path: string, ears: { socket: Socket }[]): Promise<void> {
  const all = ears.map(({ socket }) => new Promise((resolve) => socket.once("file-changed", resolve)));
  await commit(context, [put(path, `x = ${Math.random()}\n`)]);
  await Promise.all(all);
}

test("a follower hears a run without having asked for the document, at any gateway; a pinned viewer does not (L4)", async () => {
  const [one, other, pinned, silent] = [
    await viewer(0, true),
    await viewer(1, true),
    await viewer(0, false),
    await viewer(1),
  ];
  const ears = [one, other, pinned, silent];
  await save("a.py", ears);
  const text = await sayIn("a.py", ears);
  expect([one.heard, other.heard, pinned.heard, silent.heard]).toEqual([[text], [text], [], []]);
});

test("who pins is put nowhere from then on, and who unpins is", async () => {
  const [one, other] = [await viewer(0, true), await viewer(1, false)];
  await one.socket.emitWithAck("follow", { follows: false });
  await other.socket.emitWithAck("follow", { follows: true });
  await save("b.py", [one, other]);
  const text = await sayIn("b.py", [one, other]);
  expect([one.heard, other.heard]).toEqual([[], [text]]);
});

test("who was put into a room and stays where they are leaves it, and hears nothing of it any more", async () => {
  const busy = await viewer(0, true);
  await save("c.py", [busy]);
  expect(await busy.socket.emitWithAck("unwatch-file", { path: "c.py" })).toMatchObject({ ok: true });
  await sayIn("c.py", [busy]);
  expect(busy.heard).toEqual([]);
});

test("who leaves a document and comes back at once stays in its room", async () => {
  const quick = await viewer(0, true);
  await quick.socket.emitWithAck("request-load", { path: "a.py", clientRun: 0 });
  const left = quick.socket.emitWithAck("unwatch-file", { path: "a.py" });
  const back = quick.socket.emitWithAck("request-load", { path: "a.py", clientRun: 0 });
  await Promise.all([left, back]);
  const text = await sayIn("a.py", [quick]);
  expect(quick.heard).toEqual([text]);
});

test("a revision of several documents moves nobody, and puts nobody into a room", async () => {
  const one = await viewer(0, true);
  const changed = new Promise((resolve) => one.socket.once("tree-changed", resolve));
  await commit(context, [put("b.py", "y = 20\n"), put("c.py", "z = 20\n")]);
  await changed;
  await sayIn("b.py", [one]);
  await sayIn("c.py", [one]);
  expect(one.heard).toEqual([]);
});
