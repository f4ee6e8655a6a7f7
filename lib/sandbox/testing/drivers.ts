// The drivers that the contract suite runs against on this machine, and why not the others.
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bubblewrapDriver } from "../bubblewrap.ts";
import { dockerDriver } from "../docker.ts";
import type { SandboxDriver } from "../port.ts";
import { processDriver } from "../process.ts";
import { openTestEngine, type TestEngine } from "./docker-engine.ts";

export type DriverName = SandboxDriver["name"];

/** All that another process needs to build the same driver. */
export type DriverRecipe = {
  name: DriverName;
  owner: string;
  executorDir: string;
  dataDir: string;
  image: string;
  host?: string;
};

export type Candidate = { name: DriverName; recipe: DriverRecipe } | { name: DriverName; missing: string };

const every = ["bubblewrap", "docker", "process-unsafe"] as const;
const project = path.resolve(import.meta.dirname, "../../..");

/** Tries each of `names`; the engine is started only when docker is among them. */
export async function openDrivers(
  names: readonly DriverName[] = every,
): Promise<{ candidates: Candidate[]; close(): Promise<void> }> {
  const executorDir = path.resolve(process.env.PINLIGHT_EXECUTOR ?? path.join(project, "executor"));
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pin-sandbox-"));
  const engine = names.includes("docker")
    ? await openTestEngine(executorDir).catch((error: Error) => error)
    : new Error("not asked for");
  const recipe = (name: DriverName): DriverRecipe => ({
    ...{ name, executorDir, dataDir, owner: `test-${process.pid}` },
    ...(engine instanceof Error ? { image: "none" } : { image: engine.image, host: engine.host }),
  });
  const candidates = await Promise.all(names.map((name) => check(recipe(name), engine)));
  const close = async () => {
    if (!(engine instanceof Error)) await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { candidates, close };
}

async function check(recipe: DriverRecipe, engine: TestEngine | Error): Promise<Candidate> {
  const { name } = recipe;
  if (name === "docker" && engine instanceof Error) return { name, missing: engine.message };
  const probe = await buildDriver(recipe).probe();
  return probe.ok ? { name, recipe } : { name, missing: `${probe.reason} (${probe.mend})` };
}

export function buildDriver(recipe: DriverRecipe): SandboxDriver {
  const shared = { ...recipe, python: process.env.PINLIGHT_PYTHON, bwrap: process.env.PINLIGHT_BWRAP };
  if (recipe.name === "bubblewrap") return bubblewrapDriver(shared);
  if (recipe.name === "docker") return dockerDriver(shared);
  return processDriver(shared);
}
