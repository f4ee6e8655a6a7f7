// The embedded Valkey (or the system's Redis): in memory only. Whatever it loses is found again from Postgres.
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import type { ValkeyProgram } from "./find-valkey.ts";
import { freePort, isFree } from "./free-port.ts";
import type { ProcessSpec } from "./managed-process.ts";

const HOST = "127.0.0.1";

export type ValkeyService = { spec: ProcessSpec; /** The port stays the same through restarts. */ url(): string };

export async function prepareValkey(
  { program }: ValkeyProgram,
  { folder, password }: { folder: string; password: string },
): Promise<ValkeyService> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const configuration = path.join(folder, "valkey.conf");
  let port = await freePort();
  let started = false;
  const url = () => `redis://:${encodeURIComponent(password)}@${HOST}:${port}`;
  const spec: ProcessSpec = {
    name: "valkey",
    async command() {
      if (!started && !(await isFree(port, HOST))) port = await freePort();
      // In a file: everybody on the machine can read a process's arguments.
      writeFileSync(configuration, configure(folder, port, password), { mode: 0o600 });
      return { program, args: [configuration] };
    },
    async whenReady(_child: ChildProcess, signal: AbortSignal) {
      await waitUntilItAnswers(url, signal);
      started = true;
    },
  };
  return { spec, url };
}

function configure(folder: string, port: number, password: string): string {
  return [
    `bind ${HOST}`,
    `port ${port}`,
    `requirepass ${password}`,
    'save ""',
    "appendonly no",
    "maxmemory-policy noeviction",
    `dir ${JSON.stringify(folder)}`,
    "daemonize no",
    "",
  ].join("\n");
}

async function waitUntilItAnswers(url: () => string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const redis = new Redis(url(), { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return;
    } catch {
      await pause(20);
    } finally {
      redis.disconnect();
    }
  }
  throw new Error("given up");
}
