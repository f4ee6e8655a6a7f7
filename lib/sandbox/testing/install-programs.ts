// What only the system's package manager has, installed by the tests where they may: as root on a Debian, and said first.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const packages: Record<string, string> = { dockerd: "docker.io" };
const folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"];

/** Installs those that are missing. Test files that do so at the same time wait for each other. */
export async function installPrograms(programs: string[]): Promise<void> {
  const missing = programs.filter((program) => !isInstalled(program)).map((program) => packages[program] ?? program);
  if (missing.length === 0) return;
  process.stderr.write(`tests: installing ${missing.join(", ")} with apt-get\n`);
  await apt("update", "-qq");
  await apt("install", "-y", "-qq", "--no-install-recommends", ...missing);
}

async function apt(...words: string[]): Promise<void> {
  const lock = path.join(os.tmpdir(), "pinlight-tests-apt.lock");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("flock", [lock, "apt-get", ...words], { env, timeout: 240_000, maxBuffer: 16 << 20 });
}

function isInstalled(program: string): boolean {
  return folders.some((folder) => existsSync(path.join(folder, program)));
}
