// `pinlight sync`: the command line around the agent. Everything is checked before anything starts.
import { mkdirSync, realpathSync, statSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve, sep } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { WorkspaceSlug } from "#lib/protocol/ids.ts";
import { sentenceOf } from "./print-event.ts";
import { configFile, readToken } from "./read-token.ts";
import { type AgentEvent, AgentStopped } from "./sync/agent-event.ts";
import { runAgent } from "./sync/run-agent.ts";
import { exitCodes, withUsageErrors } from "./usage.ts";

type SyncFlags = {
  server: URL;
  workspace: WorkspaceSlug;
  once: boolean;
  json: boolean;
  allowDelete: boolean;
  name: string;
  state: string;
  token?: string | true;
};

export function syncCommand(): Command {
  const stateHome = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  const command = new Command("sync")
    .description("send every change of a folder to a workspace; the folder itself is never written to")
    .argument("<dir>", "the folder", parseFolder)
    .requiredOption("--server <url>", "the service's address, such as https://pinlight.example", parseServer)
    .requiredOption("--workspace <slug>", "the workspace's name in its URL", parseWorkspace)
    .option("--once", "compare and send once, then end", false)
    .option("--json", "one JSON object per line on standard output", false)
    .option("--allow-delete", "go on although more than half of the files are gone", false)
    .option("--name <name>", "what others read as the sender", parseName, hostname().slice(0, 100) || "agent")
    .option("--state <dir>", "where to remember what was acknowledged", join(stateHome, "pinlight"))
    .addOption(new Option("--token [token]").hideHelp())
    .addHelpText("after", () => `\nThe token is read from PINLIGHT_TOKEN or from ${configFile(process.env)}.`);
  return withUsageErrors(command).action((folder: string, flags: SyncFlags) => sync(command, folder, flags));
}

async function sync(command: Command, folder: string, flags: SyncFlags): Promise<void> {
  if (flags.token !== undefined) {
    command.error(
      "error: --token is refused, because others on this machine can read command lines: set PINLIGHT_TOKEN instead",
    );
  }
  const found = findToken(command, flags.server);
  const stateFolder = openState(command, folder, flags.state);
  const say = flags.json ? sayJson : sayText;
  if (found.warning) say({ event: "warning", message: found.warning });
  if (isInTheClear(flags.server)) {
    say({ event: "warning", message: `${flags.server.origin} is not encrypted: others on the way can read the token` });
  }
  const { server: origin, workspace, name, once, allowDelete } = flags;
  const signal = untilToldToEnd();
  const options = { folder, origin, workspace, token: found.token, name, stateFolder, once, allowDelete, say, signal };
  try {
    await runAgent(options);
    process.exitCode = exitCodes.ok;
  } catch (error) {
    const stopped = error instanceof AgentStopped ? error : null;
    const message = stopped?.message ?? `the agent failed: ${(error as Error).stack ?? String(error)}`;
    say({ event: "stopped", code: stopped?.code ?? "internal", message });
    process.exitCode = exitCodes.failure;
  }
}

function findToken(command: Command, server: URL): { token: string; warning: string | null } {
  try {
    const found = readToken(server, process.env);
    if (found) return found;
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
  command.error(
    `error: there is no token for ${server.origin}: set PINLIGHT_TOKEN, or write {"servers": {"${server.origin}": {"token": "..."}}} to ${configFile(process.env)}`,
  );
}

/** The state must not lie in the watched folder: writing it would be a change there (A2). */
function openState(command: Command, folder: string, stateFolder: string): string {
  const state = resolve(stateFolder);
  if (`${state}${sep}`.startsWith(`${folder}${sep}`)) {
    command.error(`error: the state folder ${state} lies inside ${folder}: choose another with --state`);
  }
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
  } catch (error) {
    command.error(
      `error: the state folder ${state} cannot be made (${(error as NodeJS.ErrnoException).code}): choose another with --state`,
    );
  }
  return state;
}

function untilToldToEnd(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
  return abort.signal;
}

function sayJson(event: AgentEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function sayText(event: AgentEvent): void {
  const isTrouble = event.event === "stopped" || event.event === "warning" || event.event === "skipped";
  (isTrouble ? process.stderr : process.stdout).write(`${sentenceOf(event)}\n`);
}

function parseFolder(text: string): string {
  const found = statSync(text, { throwIfNoEntry: false });
  if (!found) throw new InvalidArgumentError("There is no such folder.");
  if (!found.isDirectory()) throw new InvalidArgumentError("This is not a folder.");
  return realpathSync(text);
}

function parseServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new InvalidArgumentError("Give an address that begins with https:// or http://.");
  }
  if (url.username || url.password) throw new InvalidArgumentError("Leave name and password out; set PINLIGHT_TOKEN.");
  if (url.pathname !== "/" || url.search || url.hash)
    throw new InvalidArgumentError(`Give the origin only: ${url.origin}.`);
  return url;
}

function parseWorkspace(text: string): WorkspaceSlug {
  const parsed = WorkspaceSlug.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("A workspace is named with a-z, 0-9 and inner hyphens.");
}

function parseName(text: string): string {
  if (text.trim() === "" || text.length > 100) throw new InvalidArgumentError("A name has 1 to 100 characters.");
  return text.trim();
}

function isInTheClear({ protocol, hostname: host }: URL): boolean {
  return protocol === "http:" && host !== "localhost" && host !== "[::1]" && !host.startsWith("127.");
}
