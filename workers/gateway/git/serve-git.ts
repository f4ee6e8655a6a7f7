// Git's smart HTTP at /git/<workspace>.git: git itself speaks the protocol; the gateway says who may, brings the
// repository to the workspace's head first, and takes pushes through ingest. Without a valid token everything is 401,
// with another workspace's token everything is 404: what exists is nobody else's business.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Context } from "#lib/context.ts";
import { can } from "#lib/core/can.ts";
import { AppError } from "#lib/errors.ts";
import { type FoundToken, findToken } from "#lib/services/identity/find-token.ts";
import type { Exchange } from "../http.ts";
import { markRevision, type OpenedRepository, openRepository } from "./open-repository.ts";
import { type PushRequest, type RefUpdate, receivePush } from "./receive-push.ts";
import { gitEnvironment } from "./run-git.ts";

type Service = "git-upload-pack" | "git-receive-pack";
type Call = { service: Service; advertise: boolean };

const locks = new WeakMap<Context, Map<string, Promise<unknown>>>();

export async function serveGit(context: Context, exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  const match = /^\/git\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(url.pathname);
  const token = await authorize(context, exchange);
  if (!token) return;
  const call = match && callOf(request.method ?? "GET", match[2] ?? "", url.searchParams.get("service"));
  if (!match || !call || match[1] !== token.slug) throw new AppError("not-found", "There is no such repository.");
  const action = call.service === "git-receive-pack" ? "write-files" : "read-files";
  if (!can({ kind: "token", workspaceId: token.workspaceId, scope: token.scope }, action, token)) {
    throw new AppError("forbidden", "This token may read but not push.");
  }
  await underLock(context, token.workspaceId, async () => {
    const repository = await openRepository(context, token.workspaceId);
    response.writeHead(200, {
      "content-type": call.advertise
        ? `application/x-${call.service}-advertisement`
        : `application/x-${call.service}-result`,
      "cache-control": "no-store",
    });
    if (call.advertise) response.write(`${packetLine(`# service=${call.service}\n`)}0000`);
    await converse(context, exchange, token, call, repository);
  });
}

async function authorize(context: Context, { request, response }: Exchange): Promise<FoundToken | null> {
  const [scheme, encoded] = (request.headers.authorization ?? "").split(" ", 2);
  const password =
    scheme?.toLowerCase() === "basic"
      ? Buffer.from(encoded ?? "", "base64")
          .toString("utf8")
          .split(":")
          .slice(1)
          .join(":")
      : "";
  const token = password === "" ? null : await findToken(context, password);
  if (token) return token;
  response.writeHead(401, {
    "www-authenticate": 'Basic realm="Pinlight: any name, and an access token as the password"',
    "content-type": "text/plain",
  });
  response.end("Give any user name, and the workspace's access token as the password.\n");
  return null;
}

function callOf(method: string, path: string, service: string | null): Call | null {
  const isService = (name: string | null): name is Service => name === "git-upload-pack" || name === "git-receive-pack";
  if (method === "GET" && path === "info/refs" && isService(service)) return { service, advertise: true };
  return method === "POST" && isService(path) ? { service: path, advertise: false } : null;
}

/** Lets git answer. A push's pre-receive hook asks over two more descriptors (see open-repository.ts). */
async function converse(
  context: Context,
  exchange: Exchange,
  token: FoundToken,
  call: Call,
  repository: OpenedRepository,
): Promise<void> {
  const { request, response } = exchange;
  const words = [
    call.service.slice("git-".length),
    "--stateless-rpc",
    ...(call.advertise ? ["--advertise-refs"] : []),
    repository.folder,
  ];
  const version = String(request.headers["git-protocol"] ?? "");
  const env = gitEnvironment(/^version=[0-9]$/.test(version) ? { GIT_PROTOCOL: version } : {});
  const child = spawn("git", words, { env, stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"] });
  const [, , , asked, answered] = child.stdio as unknown as [Writable, Readable, Readable, Readable, Writable];
  let revision: number | null = null;
  const hook = answerHook(asked, answered, repository.folder, async (push) => {
    const verdict = await receivePush(context, token, push);
    revision = verdict.revision;
    return verdict;
  });
  child.stderr?.on("data", (chunk: Buffer) => context.log.info({ text: chunk.toString("utf8").trim() }, "git"));
  child.stdin?.on("error", () => undefined);
  const body = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
  body.on("error", () => child.kill());
  if (child.stdin) body.pipe(child.stdin);
  child.stdout?.pipe(response);
  response.on("close", () => response.writableFinished || child.kill());
  await new Promise<void>((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new AppError("unavailable", "This server has no git: install it to push and clone.", { cause })),
    );
    child.on("close", () => resolve());
  });
  answered.destroy();
  await hook;
  // Only when nobody else wrote in between does main stand for the push's own revision.
  if (revision !== null)
    await markRevision(repository.folder, revision === repository.revision + 1 ? revision : repository.revision);
}

async function answerHook(
  asked: Readable,
  answered: Writable,
  folder: string,
  decide: (push: PushRequest) => Promise<{ ok: boolean; lines: string[] }>,
): Promise<void> {
  answered.on("error", () => undefined);
  const updates: RefUpdate[] = [];
  let quarantine: string | null = null;
  for await (const line of createInterface({ input: asked })) {
    if (quarantine === null) quarantine = line;
    else if (line !== "") updates.push(parseUpdate(line));
    else {
      const { ok, lines } = await decide({ folder, quarantine, updates });
      answered.end([ok ? "ok" : "no", ...lines, ""].join("\n"));
      return;
    }
  }
}

function parseUpdate(line: string): RefUpdate {
  const [before = "", after = "", ref = ""] = line.split(" ");
  const id = (text: string) => (/^0+$/.test(text) ? null : text);
  return { before: id(before), after: id(after), ref };
}

/** One conversation at a time per repository in this process; between processes git's own ref locks decide. */
async function underLock(context: Context, key: string, work: () => Promise<void>): Promise<void> {
  const held = locks.get(context) ?? new Map<string, Promise<unknown>>();
  locks.set(context, held);
  const mine = (held.get(key) ?? Promise.resolve()).then(work, work);
  const settled = mine.catch(() => undefined);
  held.set(key, settled);
  await mine;
  if (held.get(key) === settled) held.delete(key);
}

function packetLine(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}
