// Brings a clone to where it can run: dependencies when the lock file changed, the Prisma client, the bundles and the
// pages when their sources changed. On Node's own modules: nothing is installed yet. Says what it does on stderr.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

export class PrepareError extends Error {}

const SOURCES = {
  dependencies: ["package-lock.json"],
  client: ["prisma/schema.prisma", "prisma.config.ts", "scripts/schema-engine.mjs"],
  bundles: ["lib", "workers", "agent", "scripts", "prisma/schema.prisma", "package-lock.json"],
  pages: [
    "app",
    "lib",
    "proxy.ts",
    "next.config.mjs",
    "postcss.config.mjs",
    "prisma/schema.prisma",
    "package-lock.json",
  ],
};
const IGNORED = new Set(["node_modules", "generated", "testing", "transcripts"]);

/** `pages`: the Next.js pages too, which only `up` and the tests need. */
export async function prepare({ root, pages }) {
  const release = await lock(root);
  try {
    await step(root, "dependencies", "node_modules/.pinlight", "Installing dependencies", () =>
      run(
        root,
        "npm",
        ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"],
        "Installing the dependencies failed. Is the package registry reachable?",
      ),
    );
    await step(root, "client", "lib/generated/.pinlight", "Generating the database client", () =>
      run(
        root,
        process.execPath,
        ["node_modules/prisma/build/index.js", "generate"],
        "The database client could not be generated.",
      ),
    );
    await step(root, "bundles", "dist/.pinlight", "Building the processes", () =>
      run(root, process.execPath, ["scripts/build.mjs", "--bundles"], "The processes could not be built."),
    );
    if (pages) {
      await step(root, "pages", ".next/.pinlight", "Building the pages (a minute on a small machine, once)", () =>
        run(root, process.execPath, ["scripts/build.mjs", "--pages"], "The pages could not be built."),
      );
    }
  } finally {
    await release();
  }
}

/** Does the work unless the mark beside its output holds the hash of the present sources. */
async function step(root, name, mark, label, work) {
  const file = path.join(root, mark);
  const wanted = await hashOf(root, SOURCES[name]);
  const present = await readFile(file, "utf8").catch(() => "");
  if (present === wanted) return;
  const began = Date.now();
  process.stderr.write(`${label} …`);
  try {
    await work();
  } catch (error) {
    process.stderr.write("\n");
    throw error;
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, wanted);
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}

async function hashOf(root, sources) {
  const hash = createHash("sha256");
  const add = async (name) => {
    const target = path.join(root, name);
    const info = await stat(target).catch(() => null);
    if (!info) return;
    if (!info.isDirectory()) return void hash.update(`${name}\0`).update(await readFile(target));
    const entries = (await readdir(target)).filter((entry) => !IGNORED.has(entry) && !entry.includes(".test."));
    for (const entry of entries.sort()) await add(`${name}/${entry}`);
  };
  for (const source of sources) await add(source);
  return hash.update(process.platform + process.arch).digest("hex");
}

/** Output is kept and shown only when the command fails: a newcomer wants to read one line per step. */
function run(root, command, words, sentence) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", npm_config_loglevel: "error" };
    delete env.NODE_ENV;
    const child = spawn(command, words, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let said = "";
    const keep = (chunk) => {
      said = (said + chunk.toString("utf8")).slice(-8000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(new PrepareError(`${sentence} ${command}: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else if (/ENOSPC|no space left/i.test(said))
        reject(new PrepareError("The disk is full. Free some space (about 1.5 GB are needed), then start again."));
      else reject(new PrepareError(`${sentence}\n${said.trim()}`));
    });
  });
}

/** Two starts in one clone at once: the second waits for the first. A lock whose process has gone counts for nothing. */
async function lock(root) {
  const folder = path.join(root, ".cache/prepare.lock");
  await mkdir(path.dirname(folder), { recursive: true });
  for (let told = false; ; ) {
    try {
      await mkdir(folder);
      await writeFile(path.join(folder, "pid"), String(process.pid));
      return () => rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code === "ENOSPC") throw new PrepareError("The disk is full. Free some space, then start again.");
      if (error.code !== "EEXIST") throw new PrepareError(`Cannot write in ${root}: ${error.message}`);
    }
    const pid = Number(await readFile(path.join(folder, "pid"), "utf8").catch(() => "0"));
    const age =
      Date.now() -
      (await stat(folder).then(
        (info) => info.mtimeMs,
        () => Date.now(),
      ));
    if (pid ? !isAlive(pid) : age > 5_000 || !existsSync(folder)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) process.stderr.write(`Waiting for process ${pid}, which prepares this folder too …\n`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
