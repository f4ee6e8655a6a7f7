// Bad input at the gateway's doors: each gets an error with a code of the closed set; nothing changes; nothing crashes.
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ErrorCode } from "#lib/protocol/error.ts";
import { limits } from "#lib/protocol/limits.ts";
import { commit, put, type TestContext, testContext, tokens } from "#lib/testing/context.ts";
import { startGateway } from "./start-gateway.ts";

let context: TestContext;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let url: string;

beforeAll(async () => {
  context = await testContext();
  await commit(context, [put("a.py", "x = 1\n")]);
  gateway = await startGateway(context);
  url = `http://127.0.0.1:${gateway.port}`;
});
afterAll(async () => {
  await gateway.stop();
  await context.close();
});

async function state(): Promise<unknown> {
  const { workspaceId } = context;
  return Promise.all([
    context.db.workspace.findUnique({ where: { id: workspaceId } }),
    context.db.revision.count({ where: { workspaceId } }),
    context.db.file.findMany({ where: { workspaceId }, orderBy: { path: "asc" } }),
    context.db.blob.count({ where: { workspaceId } }),
    context.db.pin.count({ where: { workspaceId } }),
  ]);
}

const authorized = { authorization: `Bearer ${tokens.agentToken}`, "content-type": "application/json" };
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const goodCommit = (changes: unknown, more: object = {}) => ({
  ...{ workspace: "test", agentId: "agent", idempotencyKey: "a-key-of-bad-input", root: "0".repeat(64), changes },
  ...more,
});
const putChange = (more: object = {}) => ({
  op: "put",
  path: "b.py",
  sha256: hash("b"),
  base: null,
  content: btoa("b"),
  ...more,
});

type Case = [what: string, code: string, path: string, init: RequestInit];
const post = (path: string, body: unknown, headers: Record<string, string> = authorized): [string, RequestInit] => [
  path,
  { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) },
];
const malformedRequests: Case[] = [
  ["no token", "unauthenticated", ...post("/api/agent/missing", { workspace: "test", hashes: [] }, {})],
  [
    "a wrong token",
    "unauthenticated",
    ...post("/api/agent/missing", { workspace: "test", hashes: [] }, { authorization: "Bearer wrong" }),
  ],
  [
    "another kind of authorization",
    "unauthenticated",
    ...post("/api/agent/missing", { workspace: "test", hashes: [] }, { authorization: "Basic eDp5" }),
  ],
  ["another workspace", "not-found", ...post("/api/agent/missing", { workspace: "other", hashes: [] })],
  ["a body that is not JSON", "bad-request", ...post("/api/agent/commit", "{not json")],
  ["an empty body", "bad-request", ...post("/api/agent/commit", "")],
  ["a list instead of an object", "bad-request", ...post("/api/agent/hello", [])],
  ["an unknown path", "not-found", ...post("/api/agent/shell", {})],
  ["a wrong method", "not-found", "/api/agent/commit", { method: "GET", headers: authorized }],
  [
    "another protocol",
    "upgrade-required",
    ...post("/api/agent/hello", { agentId: "a", workspace: "test", protocol: 99, root: "0".repeat(64) }),
  ],
  [
    "a header of another protocol",
    "upgrade-required",
    ...post("/api/agent/missing", { workspace: "test", hashes: [] }, { ...authorized, "pinlight-protocol": "99" }),
  ],
  ["a commit without changes", "bad-request", ...post("/api/agent/commit", goodCommit([]))],
  [
    "an operation that does not exist",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ op: "chmod" })])),
  ],
  ["a path that climbs", "bad-request", ...post("/api/agent/commit", goodCommit([putChange({ path: "../b.py" })]))],
  ["an absolute path", "bad-request", ...post("/api/agent/commit", goodCommit([putChange({ path: "/etc/passwd" })]))],
  ["a path with NUL", "bad-request", ...post("/api/agent/commit", goodCommit([putChange({ path: "a\0b.py" })]))],
  [
    "a path with a backslash",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ path: "a\\b.py" })])),
  ],
  [
    "a path that is not NFC",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ path: "e\u0301.py" })])),
  ],
  [
    "a path without end",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ path: "x".repeat(2_000) })])),
  ],
  ["a hash that is none", "bad-request", ...post("/api/agent/commit", goodCommit([putChange({ sha256: "abc" })]))],
  [
    "content that is not base64",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ content: "%%%" })])),
  ],
  [
    "content under another hash",
    "bad-request",
    ...post("/api/agent/commit", goodCommit([putChange({ sha256: hash("c") })])),
  ],
  [
    "content that was never sent",
    "unprocessable",
    ...post("/api/agent/commit", goodCommit([putChange({ content: undefined })])),
  ],
  ["a private key", "unprocessable", ...post("/api/agent/commit", goodCommit([putChange({ path: "deploy.pem" })]))],
  ["one path twice", "unprocessable", ...post("/api/agent/commit", goodCommit([putChange(), putChange()]))],
  ["a body over the limit", "too-large", ...post("/api/agent/commit", "x".repeat(limits.commitBodyBytes + 1))],
  [
    "an upload under another hash",
    "unprocessable",
    `/api/agent/blobs/${hash("x")}?workspace=test`,
    { method: "PUT", headers: authorized, body: "y" },
  ],
  [
    "an upload under no hash",
    "bad-request",
    "/api/agent/blobs/abc?workspace=test",
    { method: "PUT", headers: authorized, body: "y" },
  ],
];

test.each(malformedRequests)("an HTTP request with %s is answered %s", async (_what, code, path, init) => {
  const before = await state();
  const response = await fetch(url + path, init);
  const body = await response.json();
  expect(ErrorCode.parse(body.error.code)).toBe(code);
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(body.error.message.length).toBeGreaterThan(10);
  expect(await state()).toEqual(before);
});

test("a request that breaks off changes nothing, and the next one is served", async () => {
  const before = await state();
  await new Promise<void>((resolve) => {
    const broken = httpRequest(`${url}/api/agent/commit`, {
      method: "POST",
      headers: { ...authorized, "content-length": 1_000 },
    });
    broken.on("error", () => resolve());
    broken.on("close", () => resolve());
    broken.write('{"workspace":', () => broken.destroy());
  });
  expect((await fetch(`${url}/api/gateway/health`)).status).toBe(200);
  expect(await state()).toEqual(before);
});

async function connect(auth: object, headers: Record<string, string> = {}): Promise<Socket> {
  const socket = io(url, {
    transports: ["websocket"],
    auth,
    extraHeaders: headers,
    forceNew: true,
    reconnection: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return socket;
}

const malformedEvents: [what: string, code: string, event: string, payload: unknown, joined: boolean][] = [
  ["no payload", "bad-request", "join", undefined, false],
  ["a payload that is no object", "bad-request", "join", "test", false],
  ["a workspace that does not exist", "not-found", "join", { workspace: "other" }, false],
  ["a name that is none", "bad-request", "join", { workspace: "../x" }, false],
  ["a negative revision", "bad-request", "join", { workspace: "test", since: -1 }, false],
  ["a load before the join", "bad-request", "request-load", { path: "a.py", clientRun: 0 }, false],
  ["an event that does not exist", "bad-request", "run-shell", { command: "ls" }, true],
  ["a load without clientRun", "bad-request", "request-load", { path: "a.py" }, true],
  ["a load of a path that climbs", "bad-request", "request-load", { path: "../a.py", clientRun: 0 }, true],
  ["a load of what never existed", "not-found", "request-load", { path: "nothing.py", clientRun: 0 }, true],
  ["a pin that is no path", "bad-request", "set-pin", { path: 7 }, true],
  ["a pin without a path", "bad-request", "set-pin", {}, true],
  ["a cancel by a viewer", "forbidden", "cancel-run", { path: "a.py", run: 1 }, true],
  ["a cancel of no run", "bad-request", "cancel-run", { path: "a.py", run: "all" }, true],
  ["a presence without a path", "bad-request", "presence", {}, true],
  ["an unwatch of no path", "bad-request", "unwatch-file", { path: "" }, true],
];

test.each(malformedEvents)("a socket event with %s is acknowledged %s", async (_what, code, event, payload, joined) => {
  const socket = await connect({ token: tokens.shareToken });
  const before = await state();
  if (joined)
    expect(await socket.emitWithAck("join", { workspace: "test" })).toMatchObject({ ok: true, role: "viewer" });
  const answer = await (payload === undefined ? socket.emitWithAck(event) : socket.emitWithAck(event, payload));
  expect(answer.ok).toBe(false);
  expect(ErrorCode.parse(answer.error.code)).toBe(code);
  expect(await state()).toEqual(before);
  expect(await socket.emitWithAck("join", { workspace: "test" })).toMatchObject({ ok: true });
  socket.disconnect();
});

test.each([
  ["without cookie and token", {}, {}],
  ["with a token that does not exist", { token: "wrong" }, {}],
  ["with a token that is no text", { token: { $ne: "" } }, {}],
  ["with a forged cookie", {}, { cookie: "pinlight_viewer=3f0e0d7e-8c1b-4e55-9a39-000000000000.forged" }],
  ["from a page of another site", { token: tokens.shareToken }, { origin: "https://evil.example" }],
])("a socket %s is refused", async (_what, auth, headers) => {
  await expect(connect(auth, headers as Record<string, string>)).rejects.toThrow();
});

test("a message over the limit ends that socket, and the gateway goes on", async () => {
  const socket = await connect({ token: tokens.shareToken });
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  socket.emit("join", { workspace: "x".repeat(limits.socketMessageBytes + 1) });
  await closed;
  const next = await connect({ token: tokens.shareToken });
  expect(await next.emitWithAck("join", { workspace: "test" })).toMatchObject({ ok: true });
  next.disconnect();
});

test("[L2a] a load of what never existed joins no room and leaves none", async () => {
  const socket = await connect({ token: tokens.shareToken });
  await socket.emitWithAck("join", { workspace: "test" });
  expect(await socket.emitWithAck("request-load", { path: "a.py", clientRun: 0 })).toMatchObject({ ok: true });
  expect(await socket.emitWithAck("request-load", { path: "nothing.py", clientRun: 0 })).toMatchObject({ ok: false });
  const heard = new Promise<{ documents: Record<string, number> }>((resolve) => {
    socket.on("head", (head) => Object.keys(head.documents).length > 0 && resolve(head));
  });
  expect(Object.keys((await heard).documents)).toEqual(["a.py"]);
  socket.disconnect();
});

test("a role that was taken away ends the socket at its next event", async () => {
  const socket = await connect({ token: tokens.shareToken });
  const { viewer } = await socket.emitWithAck("join", { workspace: "test" });
  await context.db.membership.deleteMany({ where: { viewerId: viewer.id } });
  const told = new Promise((resolve) => socket.once("access-changed", resolve));
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  expect(await socket.emitWithAck("set-pin", { path: "a.py" })).toMatchObject({
    ok: false,
    error: { code: "forbidden" },
  });
  expect(await told).toMatchObject({ role: null });
  await closed;
});

test("a pin is stored for the viewer, and their other tab hears it", async () => {
  const one = await connect({ token: tokens.shareToken });
  const { viewer } = await one.emitWithAck("join", { workspace: "test" });
  const row = () => context.db.pin.findFirst({ where: { viewerId: viewer.id } });
  expect(await one.emitWithAck("set-pin", { path: "a.py" })).toEqual({ ok: true, pin: "a.py" });
  expect((await row())?.path).toBe("a.py");
  expect(await one.emitWithAck("set-pin", { path: null })).toEqual({ ok: true, pin: null });
  expect(await row()).toBeNull();
  one.disconnect();
});
