// A container engine of the tests' own: started on its own socket in a folder of its own, without a bridge and without
// a rule in the firewall (sandboxes have no network), and ended with the tests. The base image is made from the
// system's own package mirror, so that no image registry is needed.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { installPrograms } from "./install-programs.ts";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../../..");
const baseTag = "pinlight-test-base";

export type TestEngine = { host: string | undefined; image: string; how: string; stop(): Promise<void> };

/** An engine with an image of `executorDir` in it. Throws a sentence that says why none can be had here. */
export async function openTestEngine(executorDir: string): Promise<TestEngine> {
  const image = "pinlight-executor-test";
  if (await answers(undefined)) {
    await buildImage(undefined, {
      image,
      executorDir,
      base: process.env.PINLIGHT_TEST_BASE_IMAGE ?? "python:3.12-slim-bookworm",
    });
    return { host: undefined, image, how: "the engine that runs here", stop: async () => {} };
  }
  if (process.env.PINLIGHT_TEST_DOCKER !== "1")
    throw new Error("no container engine answers; PINLIGHT_TEST_DOCKER=1 starts one (root only)");
  if (process.getuid?.() !== 0)
    throw new Error("only root can start a container engine; run the tests as root or start one");
  await installPrograms(["dockerd", "debootstrap"]);
  const engine = await startEngine();
  try {
    await importBase(engine.host);
    await buildImage(engine.host, { image, executorDir, base: baseTag });
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return { ...engine, image, how: "an engine that the tests started" };
}

async function answers(host: string | undefined): Promise<boolean> {
  return docker(host, ["info", "--format", "{{.ID}}"]).then(
    () => true,
    () => false,
  );
}

async function docker(host: string | undefined, args: string[]): Promise<string> {
  const env = { ...process.env, DOCKER_BUILDKIT: "0", ...(host ? { DOCKER_HOST: host } : {}) };
  return (await run("docker", args, { env, timeout: 180_000, maxBuffer: 16 << 20 })).stdout;
}

/** Without libraries: what documents import is not what these tests are about, and the build then needs no network. */
async function buildImage(
  host: string | undefined,
  of: { image: string; executorDir: string; base: string },
): Promise<void> {
  const settings = ["--build-arg", `BASE=${of.base}`, "--build-arg", "PACKAGES=", "--network", "none"];
  await docker(host, ["build", "--quiet", "--tag", of.image, ...settings, of.executorDir]);
}

async function startEngine(): Promise<{ host: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pin-engine-"));
  const host = `unix://${folder}/docker.sock`;
  const at = (name: string) => path.join(folder, name);
  // Ended by the kernel when the tests are killed: an engine must not stay behind.
  const command = [
    "--pdeathsig",
    "TERM",
    "dockerd",
    "--host",
    host,
    "--data-root",
    at("data"),
    "--exec-root",
    at("run"),
  ];
  const without = [
    "--pidfile",
    at("pid"),
    "--bridge",
    "none",
    "--iptables=false",
    "--ip6tables=false",
    "--ip-forward=false",
  ];
  const log = createWriteStream(at("log"));
  await once(log, "open");
  const child = spawn("setpriv", [...command, ...without], { detached: true, stdio: ["ignore", log, log] });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const deadline = Date.now() + 30_000;
  while (!(await answers(host))) {
    if (child.exitCode === null && Date.now() < deadline) {
      await pause(100);
      continue;
    }
    const said = (await readFile(at("log"), "utf8")).trim().split("\n").slice(-3).join("\n");
    await stop();
    throw new Error(`the container engine did not start: ${said}`);
  }
  return { host, stop };
}

/** The base image from the machine's own mirror; its archive is kept in the project's cache, since it takes half a minute. */
async function importBase(host: string): Promise<void> {
  const archive = path.join(project, ".cache", "test-base.tar");
  if (!existsSync(archive)) await makeBase(archive);
  await docker(host, ["import", archive, baseTag]);
}

async function makeBase(archive: string): Promise<void> {
  const { stdout } = await run("apt-get", [
    "indextargets",
    "--format",
    "$(REPO_URI) $(CODENAME) $(COMPONENT)",
    "Created-By: Packages",
  ]);
  const main = stdout.split("\n").find((line) => /^\S+ \w+ main$/.test(line));
  const [mirror, codename] = main?.split(" ") ?? [];
  if (!mirror || !codename) throw new Error("apt names no mirror to make a base image from");
  const folder = await mkdtemp(path.join(os.tmpdir(), "pin-base-"));
  try {
    const settings = ["--variant=minbase", "--include=python3", codename, path.join(folder, "root"), mirror];
    await run("debootstrap", settings, { timeout: 180_000, maxBuffer: 16 << 20 });
    await mkdir(path.dirname(archive), { recursive: true });
    await run("tar", [
      "-C",
      path.join(folder, "root"),
      "--exclude=./dev/*",
      "--exclude=./var/cache/apt/*",
      "-cf",
      `${archive}.partial`,
      ".",
    ]);
    await rename(`${archive}.partial`, archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
