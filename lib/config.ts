// The environment is read here, once per process; everything else is handed what it needs.
import os from "node:os";
import path from "node:path";
import { z } from "zod";

const flag = z
  .string()
  .optional()
  .transform((value) => value === "1" || value === "true");
const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().positive();

const Environment = z.object({
  /** Postgres: postgresql://user:password@host:port/database. */
  DATABASE_URL: z.string().startsWith("postgres"),
  /** Redis or Valkey: redis://:password@host:port. */
  REDIS_URL: z.string().startsWith("redis"),
  /** Signs viewer cookies. At least 32 characters; the same on every process. */
  PINLIGHT_SECRET: z.string().min(32),
  /** The origin that people's browsers use, without a path. */
  PINLIGHT_PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, "")),
  /** Folder of blobs and git repositories; shared by web, gateway and runner. */
  PINLIGHT_DATA: z.string().default(path.resolve(".pinlight")),
  /** Set by the embedded supervisor: one machine, one user. */
  PINLIGHT_EMBEDDED: flag,
  /** Set by the embedded supervisor while its public port is bound to the loopback interface. */
  PINLIGHT_LOOPBACK: flag,
  /** Tells this runner from others on its machine, the same at every start: it cleans up after itself by it. */
  PINLIGHT_RUNNER: z.string().default(os.hostname()),
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(0),
  /** bubblewrap, docker or process-unsafe; unset: the first that works. */
  PINLIGHT_SANDBOX: z.enum(["bubblewrap", "docker", "process-unsafe"]).optional(),
  PINLIGHT_SANDBOX_IMAGE: z.string().default("pinlight-executor"),
  /** The Python that runs documents in the bubblewrap and process-unsafe sandboxes. */
  PINLIGHT_PYTHON: z.string().optional(),
  PINLIGHT_BWRAP: z.string().optional(),
  /** Folder that holds the package pinlight_executor. */
  PINLIGHT_EXECUTOR: z.string().default(path.resolve("executor")),
  /** Longest that one block may run, in milliseconds. */
  PINLIGHT_BLOCK_MS: milliseconds.default(60_000),
  PINLIGHT_IDLE_KERNEL_MS: milliseconds.default(15 * 60_000),
  PINLIGHT_IDLE_SANDBOX_MS: milliseconds.default(30 * 60_000),
  /** Whoever shows it may read the metrics of the gateway; unset: nobody may. */
  PINLIGHT_METRICS_TOKEN: z.union([z.literal("").transform(() => undefined), z.string().min(16)]).optional(),
  PINLIGHT_LOG: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

export type Config = ReturnType<typeof readConfig>;

/** Throws one sentence that names every variable that is missing or wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new Error(`configuration: ${faults.join(", ")}. See lib/config.ts for what each variable means.`);
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    secret: env.PINLIGHT_SECRET,
    publicUrl: env.PINLIGHT_PUBLIC_URL,
    dataDir: path.resolve(env.PINLIGHT_DATA),
    embedded: env.PINLIGHT_EMBEDDED,
    loopbackOnly: env.PINLIGHT_LOOPBACK,
    runnerName: env.PINLIGHT_RUNNER,
    host: env.HOST,
    port: env.PORT,
    sandbox: env.PINLIGHT_SANDBOX,
    sandboxImage: env.PINLIGHT_SANDBOX_IMAGE,
    python: env.PINLIGHT_PYTHON,
    bwrap: env.PINLIGHT_BWRAP,
    executorDir: path.resolve(env.PINLIGHT_EXECUTOR),
    blockMs: env.PINLIGHT_BLOCK_MS,
    idleKernelMs: env.PINLIGHT_IDLE_KERNEL_MS,
    idleSandboxMs: env.PINLIGHT_IDLE_SANDBOX_MS,
    metricsToken: env.PINLIGHT_METRICS_TOKEN,
    logLevel: env.PINLIGHT_LOG,
    /** Tells processes of one kind apart, in leases and logs. */
    processName: `${os.hostname()}:${process.pid}`,
  };
}
