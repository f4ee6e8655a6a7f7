// Many viewers of one gateway: what they share, what one of them may take, and how they are sent away.
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { limits } from "#lib/protocol/limits.ts";
import { rooms } from "#lib/protocol/live.ts";
import { commit, put, type TestContext, testContext, tokens } from "#lib/testing/context.ts";
import { startGateway } from "../start-gateway.ts";
import { LISTED } from "./presence-board.ts";

const token = "a-token-for-the-metrics";
let context: TestContext;
let gateway: Awaited<ReturnType<typeof startGateway>>;
const sockets: Socket[] = [];

beforeAll(async () => {
  context = await testContext();
  context.config.metricsToken = token;
  await commit(context, [put("a.py", "x = 1\n")]);
  gateway = await startGateway(context);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await gateway.stop();
  await context.close();
});

async function viewer(port = gateway.port): Promise<Socket> {
  const options = {
    transports: ["websocket"],
    auth: { token: tokens.shareToken },
    forceNew: true,
    reconnection: false,
  };
  const socket = io(`http://127.0.0.1:${port}`, options);
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return socket;
}

const join = (socket: Socket) => socket.emitWithAck("join", { workspace: "test" });
const load = (socket: Socket) => socket.emitWithAck("request-load", { path: "a.py", clientRun: 0 });

async function metric(name: string): Promise<number> {
  const address = `http://127.0.0.1:${gateway.port}/api/gateway/metrics`;
  const text = await (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

test("a crowd that comes at once shares what is read of a document and of the workspace", async () => {
  const crowd = await Promise.all(Array.from({ length: 40 }, () => viewer()));
  const snapshots = 'pinlight_gateway_reads_total{what="snapshot"}';
  const before = await metric(snapshots);
  for (const answer of await Promise.all(crowd.map(join))) expect(answer).toMatchObject({ ok: true, head: 1 });
  for (const answer of await Promise.all(crowd.map(load))) expect(answer).toMatchObject({ ok: true, file: "a.py" });
  expect((await metric(snapshots)) - before).toBeLessThanOrEqual(3);
  expect(await metric('pinlight_gateway_reads_total{what="tree"}')).toBeLessThan(40);
});

test("who loads after a change is never given what was read before it (L2a)", async () => {
  const [one, other] = await Promise.all([viewer(), viewer()]);
  await Promise.all([join(one), join(other)]);
  for (let revision = 2; revision < 12; revision += 1) {
    await load(one);
    await commit(context, [put("a.py", `x = ${revision}\n`)]);
    // Its nudges have been published, and may not have come yet: the answer is the newest, or its room hears the rest.
    const heard = new Promise((resolve) => other.once("tree-changed", resolve));
    const answer = await load(other);
    if (answer.revision < revision) await heard;
    await expect.poll(async () => (await load(other)).revision).toBe(revision);
  }
});

test("everybody hears how far the workspace and the document are, in one message each (L3)", async () => {
  // More than are told at once.
  const crowd = await Promise.all(Array.from({ length: 70 }, () => viewer()));
  await Promise.all(crowd.map(join));
  await Promise.all(crowd.slice(0, 60).map(load));
  const { seq } = await context.db.document.findFirstOrThrow({ where: { path: "a.py" } });
  const { headRevision: revision } = await context.db.workspace.findFirstOrThrow();
  const heads = await Promise.all(crowd.map((socket) => new Promise((resolve) => socket.once("head", resolve))));
  heads.forEach((head, place) => {
    expect(head).toEqual({ revision, documents: place < 60 ? { "a.py": seq } : {} });
  });
});

test("what is said to a room keeps its order behind and before what is said to one viewer (L2)", async () => {
  const socket = await viewer();
  await join(socket);
  await load(socket);
  const { id } = await context.db.document.findFirstOrThrow({ where: { path: "a.py" } });
  const heard: number[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on("block-result", ({ ordinal }) => heard.push(ordinal) === 400 && resolve());
  });
  const answers: Promise<unknown>[] = [];
  for (let ordinal = 0; ordinal < 400; ordinal += 1) {
    // Some are larger than a line takes at once, so that what follows finds something waiting.
    const text = "x".repeat(ordinal % 40 === 7 ? 300_000 : 10);
    const result = { file: "a.py", block: "b", run: 1, seq: 1, ordinal, ok: true, digest: "", elapsedMs: 0 };
    context.nudges.emit(rooms.document(id), "block-result", {
      ...result,
      elements: [{ kind: "stdout", text }],
    } as never);
    if (ordinal % 20 === 0) answers.push(load(socket));
  }
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true });
  await all;
  expect(heard).toEqual(Array.from({ length: 400 }, (_, ordinal) => ordinal));
});

test("a viewer that asks without end is told to slow down, and the others are served", async () => {
  const [wild, calm] = await Promise.all([viewer(), viewer()]);
  await Promise.all([join(wild), join(calm)]);
  const answers = await Promise.all(Array.from({ length: limits.eventsPerSocket + 20 }, () => load(wild)));
  const refused = answers.filter((answer) => !answer.ok);
  expect(refused.length).toBeGreaterThanOrEqual(20);
  expect(refused[0].error).toMatchObject({ code: "rate-limited", message: expect.stringContaining("go on in") });
  expect(await load(calm)).toMatchObject({ ok: true });
});

test("a viewer that does not read is cut off before it costs the gateway its memory; the others miss nothing", async () => {
  const calm = await viewer();
  await join(calm);
  await load(calm);
  const { id } = await context.db.document.findFirstOrThrow({ where: { path: "a.py" } });
  const stuck = await rawViewer();
  stuck.pause();
  const closed = new Promise<void>((resolve) => stuck.once("close", () => resolve()));
  const slowBefore = await metric("pinlight_gateway_slow_viewers_total");
  let got = 0;
  calm.on("block-output", () => {
    got += 1;
  });
  const text = "x".repeat(256 * 1024);
  let sent = 0;
  // Not volatile, as results are: what waits for the stuck one grows.
  const send = () => {
    sent += 1;
    const message = { file: "a.py", run: 1, block: "b", stream: "stdout", text, n: 0 } as never;
    context.nudges.emit(rooms.document(id), "block-output", message);
  };
  await expect
    .poll(
      async () => {
        for (let n = 0; n < 40; n += 1) send();
        return (await metric("pinlight_gateway_slow_viewers_total")) > slowBefore;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(true);
  stuck.resume();
  await closed;
  await expect.poll(() => got, { timeout: 10_000 }).toBe(sent);
}, 40_000);

/** In the document's room, on a WebSocket whose reading can be stopped. */
async function rawViewer(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const said = String(data);
      if (said === "2") socket.send("3");
      else if (said.startsWith("0{")) socket.send(`40${JSON.stringify({ token: tokens.shareToken })}`);
      else if (said.startsWith("40")) socket.send(`421${JSON.stringify(["join", { workspace: "test" }])}`);
      else if (said.startsWith("431"))
        socket.send(`422${JSON.stringify(["request-load", { path: "a.py", clientRun: 0 }])}`);
      else if (said.startsWith("432")) resolve();
    });
  });
  return socket;
}

test("of a crowd so many are listed, and the rest is counted", async () => {
  const crowd = await Promise.all(Array.from({ length: LISTED + 10 }, () => viewer()));
  await Promise.all(crowd.map(join));
  const last = await viewer();
  const told = new Promise<{ here: unknown[]; others?: number }>((resolve) => {
    last.on("presence", (message) => message.others > 0 && resolve(message));
  });
  const answer = await join(last);
  expect(answer.here.length).toBeLessThanOrEqual(LISTED);
  const { here, others } = await told;
  expect(here).toHaveLength(LISTED);
  expect(others).toBeGreaterThanOrEqual(11);
});

test("a gateway that ends tells each viewer when to come back, spread over a while, and takes nobody new", async () => {
  const other = await startGateway(context);
  const crowd = await Promise.all(Array.from({ length: 120 }, () => viewer(other.port)));
  const times = Promise.all(
    crowd.map((socket) => new Promise<number>((resolve) => socket.once("leaving", ({ inMs }) => resolve(inMs)))),
  );
  const ends = Promise.all(crowd.map((socket) => new Promise((resolve) => socket.once("disconnect", resolve))));
  await other.stop();
  expect(new Set(await times).size).toBeGreaterThan(100);
  await ends;
  await expect(viewer(other.port)).rejects.toThrow();
});
