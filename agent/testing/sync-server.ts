// A small true service for the agent's tests: the contract of /api/agent over real HTTP on loopback, with what is decided
// decided by the same pure plan as in the product (A1, A3, A5). It keeps everything in memory, remembers every byte it was
// sent, and can fail on demand.
import { createHash, randomBytes } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type HeadFile, planCommit } from "#lib/core/ingest-plan.ts";
import { folderRoots, rootOf } from "#lib/core/tree-root.ts";
import { CommitAnswer, CommitRequest, HelloRequest, ManifestRequest, MissingRequest } from "#lib/protocol/agent.ts";
import { type ErrorCode, httpStatus } from "#lib/protocol/error.ts";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import { limits as defaults } from "#lib/protocol/limits.ts";
import { until } from "./until.ts";

export const workspace = "demo";
export const token = "agent-token";

class Refusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type ReceivedCommit = { at: number; request: CommitRequest; answer: CommitAnswer };

export class SyncServer {
  epoch: string = randomBytes(8).toString("hex");
  ignore: string[] = [];
  limits: Record<keyof typeof defaults, number> = { ...defaults };
  head = new Map<FilePath, HeadFile>();
  revision = 0;
  /** Commits that were taken, repetitions not counted. */
  readonly commits: ReceivedCommit[] = [];
  readonly blobs = new Map<Sha256, Buffer>();
  /** Every body and content that ever arrived. */
  readonly arrived: Buffer[] = [];
  hellos = 0;
  repetitions = 0;
  /** The next so many commits are taken, and the connection is cut instead of answering. */
  answersToLose = 0;
  /** Every request is refused with this. */
  refuseAll: { code: ErrorCode; message: string } | null = null;
  /** A commit that holds this path is refused. */
  refusedPath: string | null = null;
  private readonly answers = new Map<string, CommitAnswer>();
  private readonly removals = new Map<FilePath, number>();
  private server: http.Server | null = null;
  private port = 0;

  async start(): Promise<URL> {
    const server = http.createServer((request, response) => void this.serve(request, response));
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this.origin;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  get origin(): URL {
    return new URL(`http://127.0.0.1:${this.port}`);
  }

  get root(): string {
    return rootOf(
      [...this.head].map(([path, { sha256 }]) => ({ path, sha256 })),
      sha256,
    );
  }

  text(path: string): string | undefined {
    const file = this.head.get(path as FilePath);
    return file && this.blobs.get(file.sha256)?.toString("utf8");
  }

  paths(): string[] {
    return [...this.head.keys()].sort();
  }

  /** Whether these bytes ever came over the wire, in whatever form. */
  hasReceived(secret: string): boolean {
    return this.arrived.some((bytes) => bytes.includes(secret));
  }

  /** What somebody else pushes: texts by path, null for a deletion. */
  push(files: Record<string, string | null>): void {
    this.revision += 1;
    for (const [path, text] of Object.entries(files)) {
      if (text === null) {
        this.head.delete(path as FilePath);
        this.removals.set(path as FilePath, this.revision);
      } else {
        const bytes = Buffer.from(text);
        this.blobs.set(hash(bytes), bytes);
        this.head.set(path as FilePath, { sha256: hash(bytes), mode: 0o100644, revision: this.revision });
      }
    }
  }

  until(what: string, condition: () => boolean): Promise<void> {
    const state = () => `${what}; the server has ${JSON.stringify(this.paths())} after ${this.commits.length} commits`;
    return until(state, condition);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readAll(request);
      this.arrived.push(body);
      const answer = this.route(request, body);
      if (answer === "cut") request.socket.destroy();
      else reply(response, 200, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply(response, httpStatus[error.code], { error: { code: error.code, message: error.message } });
    }
  }

  private route(request: IncomingMessage, body: Buffer): unknown {
    const url = new URL(request.url ?? "/", this.origin);
    if (request.headers["pinlight-protocol"] !== "1") throw new Refusal("upgrade-required", "Speak version 1.");
    if (request.headers.authorization !== `Bearer ${token}`) throw new Refusal("unauthenticated", "Unknown token.");
    if (this.refuseAll) throw new Refusal(this.refuseAll.code, this.refuseAll.message);
    if (request.method === "PUT") return this.putBlob(url, body);
    const json: unknown = JSON.parse(body.toString("utf8"));
    if (url.pathname === "/api/agent/hello") return this.hello(HelloRequest.parse(json));
    if (url.pathname === "/api/agent/missing") {
      return { missing: MissingRequest.parse(json).hashes.filter((sha) => !this.blobs.has(sha)) };
    }
    if (url.pathname === "/api/agent/manifest") return this.manifest(ManifestRequest.parse(json).folders);
    if (url.pathname === "/api/agent/commit") return this.commit(CommitRequest.parse(json));
    throw new Refusal("not-found", "No such door.");
  }

  private hello(request: { workspace: string }) {
    if (request.workspace !== workspace) throw new Refusal("not-found", "This token opens another workspace.");
    this.hellos += 1;
    const { epoch, ignore, revision: headRevision, root: headRoot, limits } = this;
    return { epoch, headRevision, headRoot, ignore, limits };
  }

  private putBlob(url: URL, body: Buffer): object {
    const name = url.pathname.split("/").at(-1) as Sha256;
    if (url.searchParams.get("workspace") !== workspace) throw new Refusal("not-found", "Which workspace?");
    if (body.length > this.limits.fileBytes) throw new Refusal("too-large", "The file is too large.");
    if (hash(body) !== name) throw new Refusal("unprocessable", "The bytes do not have this hash.");
    this.blobs.set(name, body);
    return {};
  }

  private manifest(folders: string[]) {
    const listings = folders.map((folder) => [folder, this.listing(folder)]);
    return { revision: this.revision, root: this.root, folders: Object.fromEntries(listings) };
  }

  private listing(folder: string) {
    const prefix = folder === "" ? "" : `${folder}/`;
    const inside = [...this.head].filter(([path]) => path.startsWith(prefix));
    if (inside.length === 0 && folder !== "") return null;
    const roots = folderRoots(
      inside.map(([path, file]) => ({ path, sha256: file.sha256 })),
      sha256,
    );
    const listing = { folders: {} as Record<string, string>, files: {} as Record<string, object> };
    for (const [path, { sha256: content, mode }] of inside) {
      const [name = "", ...deeper] = path.slice(prefix.length).split("/");
      if (deeper.length === 0) listing.files[name] = { sha256: content, mode };
      else listing.folders[name] = roots.get(prefix + name) ?? "";
    }
    return listing;
  }

  private commit(request: CommitRequest): CommitAnswer | "cut" {
    const at = performance.now();
    const known = this.answers.get(request.idempotencyKey);
    if (known) this.repetitions += 1;
    const answer = known ?? this.take(request, at);
    if (this.answersToLose === 0) return answer;
    this.answersToLose -= 1;
    return "cut";
  }

  private take(request: CommitRequest, at: number): CommitAnswer {
    const refused = request.changes.find(({ path }) => path === this.refusedPath);
    if (refused) throw new Refusal("unprocessable", `Nothing was taken: ${refused.path} is unwelcome.`);
    this.keepContents(request);
    const decision = planCommit({
      changes: request.changes,
      head: this.head,
      paths: this.head.keys(),
      removals: this.removals,
    });
    if (!decision.ok) {
      throw new Refusal("unprocessable", decision.faults.map(({ path, fault }) => `${path} ${fault}`).join("; "));
    }
    const { applied } = decision.plan;
    if (applied.length > 0) this.revision += 1;
    for (const { path, after } of applied) {
      if (after) this.head.set(path, { ...after, revision: this.revision } as HeadFile);
      else if (this.head.delete(path)) this.removals.set(path, this.revision);
    }
    const overwrote = applied.flatMap(({ path, overwrote: revision }) =>
      revision === null ? [] : [{ path, revision }],
    );
    const answer = CommitAnswer.parse({ revision: this.revision, applied: applied.length, root: this.root, overwrote });
    this.answers.set(request.idempotencyKey, answer);
    this.commits.push({ at, request, answer });
    return answer;
  }

  private keepContents(request: CommitRequest): void {
    for (const change of request.changes) {
      if (change.op !== "put") continue;
      if (change.content !== undefined) {
        const bytes = Buffer.from(change.content, "base64");
        if (hash(bytes) !== change.sha256) throw new Refusal("bad-request", `${change.path} has another hash.`);
        this.arrived.push(bytes);
        this.blobs.set(change.sha256, bytes);
      }
      if (!this.blobs.has(change.sha256))
        throw new Refusal("unprocessable", `The content of ${change.path} was not sent.`);
    }
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    .end(text);
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

export function hash(bytes: Buffer | string): Sha256 {
  return createHash("sha256").update(bytes).digest("hex") as Sha256;
}
