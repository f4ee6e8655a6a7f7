// The agent's side of /api/agent over one kept connection (two at most): bodies out, answers parsed, every failure one of
// three kinds, so that the agent knows whether to stop, to leave something out, or to try again.
import { createReadStream } from "node:fs";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import {
  CommitAnswer,
  type CommitRequest,
  HelloAnswer,
  ManifestAnswer,
  MissingAnswer,
  PROTOCOL_HEADER,
} from "#lib/protocol/agent.ts";
import { type ErrorCode, WireError } from "#lib/protocol/error.ts";
import type { Sha256, WorkspaceSlug } from "#lib/protocol/ids.ts";
import { PROTOCOL } from "#lib/protocol/version.ts";

/** `origin` without a path. */
export type SyncAddress = { origin: URL; workspace: WorkspaceSlug; token: string; agentId: string; agentName: string };

/**
 * `unreachable`: no answer, or none of ours; `mayHaveArrived` says whether the request can have taken effect.
 * `busy`: the service says to try again. `refused`: trying the same again is useless. `file-changed`: the file to upload
 * is not what it was.
 */
export class SyncFailure extends Error {
  readonly kind: "unreachable" | "busy" | "refused" | "file-changed";
  readonly code: ErrorCode | "unreachable" | "not-pinlight";
  readonly mayHaveArrived: boolean;

  constructor(kind: SyncFailure["kind"], code: SyncFailure["code"], message: string, mayHaveArrived = true) {
    super(message);
    this.name = "SyncFailure";
    this.kind = kind;
    this.code = code;
    this.mayHaveArrived = mayHaveArrived;
  }
}

type Sent = { method: "POST" | "PUT"; path: string; body: string | { file: string; size: number }; timeoutMs: number };
type Answer = { status: number; text: string };

const ANSWER_BYTES = 64 * 1024 * 1024;
const ErrorBody = z.object({ error: WireError });
const trialCodes: ReadonlySet<ErrorCode> = new Set(["rate-limited", "unavailable", "internal"]);

export class SyncClient {
  private readonly address: SyncAddress;
  private readonly agent: http.Agent;
  private isClosed = false;

  constructor(address: SyncAddress) {
    this.address = address;
    const options = { keepAlive: true, maxSockets: 2, noDelay: true, scheduling: "lifo" } as const;
    this.agent = address.origin.protocol === "https:" ? new https.Agent(options) : new http.Agent(options);
  }

  hello(root: string): Promise<z.infer<typeof HelloAnswer>> {
    const { agentId, agentName: name } = this.address;
    return this.post("hello", { agentId, name, protocol: PROTOCOL, root }, HelloAnswer, 10_000);
  }

  async missing(hashes: Sha256[]): Promise<Set<Sha256>> {
    return new Set((await this.post("missing", { hashes }, MissingAnswer, 30_000)).missing);
  }

  manifest(folders: string[]): Promise<z.infer<typeof ManifestAnswer>> {
    return this.post("manifest", { folders }, ManifestAnswer, 60_000);
  }

  /** `body`: a commit request as JSON; sent again, it must be the same text (A1). */
  async commit(body: string): Promise<CommitAnswer> {
    const answer = await this.send({ method: "POST", path: "/api/agent/commit", body, timeoutMs: 60_000 });
    return parseAnswer(CommitAnswer, answer);
  }

  commitBody(request: Omit<CommitRequest, "workspace" | "agentId" | "agentName">): string {
    const { workspace, agentId, agentName } = this.address;
    return JSON.stringify({ workspace, agentId, agentName, ...request });
  }

  /** Streams a file's bytes to the name of their hash; the server checks it. */
  async upload(sha256: Sha256, file: string, size: number): Promise<void> {
    const path = `/api/agent/blobs/${sha256}?workspace=${this.address.workspace}`;
    const answer = await this.send({ method: "PUT", path, body: { file, size }, timeoutMs: 300_000 });
    parseAnswer(z.unknown(), answer);
  }

  close(): void {
    this.isClosed = true;
    this.agent.destroy();
  }

  private async post<S extends z.ZodType>(
    name: string,
    body: object,
    schema: S,
    timeoutMs: number,
  ): Promise<z.infer<S>> {
    const text = JSON.stringify({ workspace: this.address.workspace, ...body });
    return parseAnswer(schema, await this.send({ method: "POST", path: `/api/agent/${name}`, body: text, timeoutMs }));
  }

  private async send(sent: Sent): Promise<Answer> {
    try {
      return await this.exchange(sent);
    } catch (error) {
      // The server may close a kept connection at the moment in which it is used again; every request may be repeated.
      if (error instanceof StaleConnection && !this.isClosed) return await this.exchange(sent);
      throw error;
    }
  }

  private exchange(sent: Sent): Promise<Answer> {
    const { origin, token } = this.address;
    const size = typeof sent.body === "string" ? Buffer.byteLength(sent.body) : sent.body.size;
    return new Promise<Answer>((resolve, reject) => {
      let connected = false;
      const request = (origin.protocol === "https:" ? https : http).request(new URL(sent.path, origin), {
        agent: this.agent,
        method: sent.method,
        timeout: sent.timeoutMs,
        headers: {
          authorization: `Bearer ${token}`,
          [PROTOCOL_HEADER]: String(PROTOCOL),
          "content-type": typeof sent.body === "string" ? "application/json" : "application/octet-stream",
          "content-length": size,
        },
      });
      request.on("socket", (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once("connect", () => (connected = true));
      });
      request.on("timeout", () => request.destroy(new Error(`no answer within ${sent.timeoutMs / 1000} s`)));
      request.on("error", (error) => reject(failureOf(error, connected, request.reusedSocket)));
      request.on("response", (response) => {
        readAnswer(response).then(resolve, (error: Error) => reject(failureOf(error, true, false)));
      });
      if (typeof sent.body === "string") request.end(sent.body);
      else sendFile(sent.body.file, size, request).catch(reject);
    });
  }
}

async function sendFile(file: string, size: number, request: ClientRequest): Promise<void> {
  const stream = createReadStream(file, { end: Math.max(0, size - 1) });
  let fault: Error | null = null;
  stream.on("error", (error) => (fault = error));
  // A failing request is reported by the request itself.
  await pipeline(stream, request, { end: false }).catch(() => undefined);
  if (fault === null && (stream.bytesRead === size || request.destroyed)) return void request.end();
  request.destroy();
  throw new SyncFailure("file-changed", "unreachable", `${file} changed while it was sent`);
}

class StaleConnection extends SyncFailure {}

function failureOf(error: Error, connected: boolean, reused: boolean): SyncFailure {
  const code = (error as NodeJS.ErrnoException).code;
  const message = sentenceOf(code, error.message);
  const isStale = reused && (code === "ECONNRESET" || code === "EPIPE");
  return new (isStale ? StaleConnection : SyncFailure)("unreachable", "unreachable", message, connected);
}

function sentenceOf(code: string | undefined, message: string): string {
  const sentences: Record<string, string> = {
    ECONNREFUSED: "nothing listens at this address",
    ENOTFOUND: "this host name is not known",
    EAI_AGAIN: "the host name could not be looked up",
    ECONNRESET: "the connection was cut",
    EPIPE: "the connection was cut",
    ETIMEDOUT: "the server does not answer",
    EHOSTUNREACH: "there is no way to this host",
    ENETUNREACH: "there is no network",
  };
  return (code && sentences[code]) || message || code || "the request failed";
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk as Buffer);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}

function parseAnswer<S extends z.ZodType>(schema: S, { status, text }: Answer): z.infer<S> {
  const json = parseJson(text);
  if (status === 200) {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new SyncFailure("unreachable", "not-pinlight", "the answer is not one of Pinlight's");
  }
  const parsed = ErrorBody.safeParse(json);
  if (!parsed.success)
    throw new SyncFailure("unreachable", "not-pinlight", `the answer was HTTP ${status}, not one of Pinlight's`);
  const { code, message } = parsed.data.error;
  throw new SyncFailure(trialCodes.has(code) ? "busy" : "refused", code, message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
