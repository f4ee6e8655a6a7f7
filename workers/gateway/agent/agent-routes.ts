// The sync agent's door (docs/protocol.md, Agent). Each route parses its body once and calls one service.
import { AppError, parseInput } from "#lib/errors.ts";
import {
  type CommitAnswer,
  CommitRequest,
  HelloRequest,
  ManifestRequest,
  MissingRequest,
} from "#lib/protocol/agent.ts";
import { Sha256 } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import { rooms } from "#lib/protocol/live.ts";
import { PROTOCOL } from "#lib/protocol/version.ts";
import { seeAgent } from "#lib/services/agent/see-agent.ts";
import { findMissing } from "#lib/services/blob/find-missing.ts";
import { receiveBlob } from "#lib/services/blob/receive-blob.ts";
import type { FoundToken } from "#lib/services/identity/find-token.ts";
import { ingestCommit } from "#lib/services/revision/ingest-commit.ts";
import { readManifest } from "#lib/services/revision/read-manifest.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { readHead } from "#lib/services/workspace/read-head.ts";
import { type Exchange, readJson, sendJson } from "../http.ts";
import { workspaceCommits } from "../limit-rate.ts";
import { authorizeAgent } from "./authorize-agent.ts";

const commits = workspaceCommits();

type Route = (ctx: ServiceContext, exchange: Exchange) => Promise<void>;

async function hello(ctx: ServiceContext, { request, response }: Exchange): Promise<void> {
  const body = parseInput(HelloRequest, await readJson(request, limits.jsonBodyBytes));
  const token = await authorizeAgent(ctx, request, body.workspace);
  if (body.protocol !== PROTOCOL)
    throw new AppError(
      "upgrade-required",
      "This agent speaks another version. Upgrade it: git pull, then start it again.",
    );
  await noteAgent(ctx, token, body.agentId, body.name);
  sendJson(response, 200, await readHead(ctx, token));
}

/** It was heard: the pages say so where it was thought to be away. */
async function noteAgent(ctx: ServiceContext, token: FoundToken, agentId: string, agentName?: string): Promise<void> {
  const { workspaceId } = token;
  const name = agentName ?? token.name;
  const came = await seeAgent(ctx, { workspaceId, agentId, name });
  if (!came) return;
  const status = { name, online: true, since: came.since.toISOString() };
  ctx.nudges.emit(rooms.workspace(workspaceId), "agent-status", status);
}

async function missing(ctx: ServiceContext, { request, response }: Exchange): Promise<void> {
  const body = parseInput(MissingRequest, await readJson(request, limits.jsonBodyBytes));
  const { workspaceId } = await authorizeAgent(ctx, request, body.workspace);
  sendJson(response, 200, { missing: await findMissing(ctx, { workspaceId, hashes: body.hashes }) });
}

async function manifest(ctx: ServiceContext, { request, response }: Exchange): Promise<void> {
  const body = parseInput(ManifestRequest, await readJson(request, limits.jsonBodyBytes));
  const { workspaceId } = await authorizeAgent(ctx, request, body.workspace);
  sendJson(response, 200, await readManifest(ctx, { workspaceId, folders: body.folders }));
}

async function commit(ctx: ServiceContext, { request, response }: Exchange): Promise<void> {
  const receivedAt = Date.now();
  const raw = await readJson(request, limits.commitBodyBytes);
  const body = parseInput(CommitRequest, raw);
  const token = await authorizeAgent(ctx, request, body.workspace);
  await commits(token.workspaceId);
  const answer: CommitAnswer = await ingestCommit(ctx, {
    workspaceId: token.workspaceId,
    origin: { kind: "agent", name: body.agentName ?? token.name, tokenId: token.id },
    idempotencyKey: body.idempotencyKey,
    changes: body.changes,
    message: body.message ?? null,
    // The agent's clock may be wrong: nothing was noticed after it was received.
    noticedAt: body.noticedAt === undefined ? null : new Date(Math.min(body.noticedAt, receivedAt)),
  });
  sendJson(response, 200, answer);
  void noteAgent(ctx, token, body.agentId, body.agentName).catch(() => undefined);
}

async function putBlob(ctx: ServiceContext, { request, response, url }: Exchange): Promise<void> {
  const sha256 = parseInput(Sha256, url.pathname.split("/").at(-1));
  const { workspaceId } = await authorizeAgent(ctx, request, url.searchParams.get("workspace") ?? undefined);
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.fileBytes)
    throw new AppError("too-large", `A file may have at most ${limits.fileBytes} bytes.`);
  await receiveBlob(ctx, { workspaceId, sha256, stream: request });
  sendJson(response, 200, {});
}

/** The route of a request, or null: method, then path. */
export function agentRoute(method: string, path: string): Route | null {
  if (method === "PUT" && path.startsWith("/api/agent/blobs/")) return putBlob;
  if (method !== "POST") return null;
  const posts: Record<string, Route> = {
    "/api/agent/hello": hello,
    "/api/agent/missing": missing,
    "/api/agent/manifest": manifest,
    "/api/agent/commit": commit,
  };
  return posts[path] ?? null;
}
