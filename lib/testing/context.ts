// A context as processes have it, on a database of the test file's own and the tests' Valkey.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Config, readConfig } from "#lib/config.ts";
import { type Context, closeContext, openContext } from "#lib/context.ts";
import type { Change } from "#lib/protocol/agent.ts";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import { sha256Of } from "#lib/services/blob/store-blob.ts";
import { type IngestCommitInput, ingestCommit } from "#lib/services/revision/ingest-commit.ts";
import { ensureWorkspace } from "#lib/services/workspace/ensure-workspace.ts";
import { testDatabase } from "./database.ts";

export const tokens = { shareToken: "share-token", agentToken: "agent-token", ownerToken: "owner-token" };

export type TestContext = Context & { workspaceId: string; slug: string; config: Config; close(): Promise<void> };

export async function testContext(overrides: Record<string, string> = {}): Promise<TestContext> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "pinlight-test-"));
  const redis = new URL(process.env.PINLIGHT_TEST_REDIS_URL ?? "redis://127.0.0.1:1");
  // Queues are kept apart by database number; rooms have names of their own.
  redis.pathname = `/${1 + (process.pid % 15)}`;
  const config = readConfig({
    ...{ NODE_ENV: "test", DATABASE_URL: database.url, REDIS_URL: redis.href, PINLIGHT_DATA: dataDir },
    ...{
      PINLIGHT_SECRET: "a secret of at least 32 characters",
      PINLIGHT_PUBLIC_URL: "http://127.0.0.1:1",
      PINLIGHT_LOG: "error",
    },
    ...overrides,
  });
  const context = openContext(config, "test");
  const slug = "test";
  const { id: workspaceId } = await ensureWorkspace(context, { slug, name: slug, ...tokens });
  const close = async () => {
    await closeContext(context);
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...context, config, workspaceId, slug, close };
}

/** A save of one path, its content inside. */
export function put(path: string, text: string, base: string | null = null): Change {
  const content = Buffer.from(text).toString("base64");
  const at = { path: path as FilePath, sha256: sha256Of(text), base: base as Sha256 | null, mode: 0o100644 as const };
  return { op: "put", ...at, content };
}

export function remove(path: string, base: string | null = null): Change {
  return { op: "delete", path: path as FilePath, base: base as Sha256 | null };
}

let keys = 0;

export function commit(context: TestContext, changes: Change[], more: Partial<IngestCommitInput> = {}) {
  keys += 1;
  return ingestCommit(context, {
    workspaceId: context.workspaceId,
    origin: { kind: "agent", name: "laptop", tokenId: null },
    idempotencyKey: `key-${process.pid}-${keys}`,
    changes,
    message: null,
    noticedAt: null,
    ...more,
  });
}
