// Ordinary scripts of real libraries under random edits, each shown state beside a fresh run: a part of them, another at
// each run of CI.
import { createHash, randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { findPython } from "#lib/sandbox/find-python.ts";
import { type Counts, runTool, type Suite } from "./suite.ts";

const Step = z.looseObject({ stale: z.array(z.unknown()) });
const Script = z.looseObject({ script: z.string(), steps: z.array(Step) });
const PARTS = 9;
const EDITS = 4;

/** Each script counts as one test: passed when none of its edits left anything stale. */
export function gallerySuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv }): Suite {
  const { root, temporary, env } = options;
  const cwd = path.join(root, "executor");
  return {
    name: "gallery",
    async run(more) {
      const python = await provideGalleryPython(root);
      const [part, seed] = [randomInt(PARTS), randomInt(1_000, 1_000_000)];
      const state = path.join(temporary, "gallery.jsonl");
      const words = ["--shard", `${part}/${PARTS}`, "--seed", `${seed}`, "--edits", `${EDITS}`, "--resume", state];
      process.stdout.write(`part ${part} of ${PARTS}, seed ${seed}, ${EDITS} edits of each script\n`);
      const settings = { ...env, PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "Agg", PYTHONPATH: cwd };
      await runTool(python, ["-m", "gallery", ...words, ...more], { cwd, env: settings });
      return countScripts(await readFile(state, "utf8").catch(() => ""));
    },
  };
}

function countScripts(lines: string): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of lines.split("\n").filter(Boolean)) {
    const script = Script.parse(JSON.parse(line));
    counts[script.steps.some(({ stale }) => stale.length > 0) ? "failed" : "passed"] += 1;
  }
  return counts;
}

/** An environment with the gallery's libraries, made once for each set of them. */
async function provideGalleryPython(root: string): Promise<string> {
  const { executable, version } = await findPython(process.env.PINLIGHT_PYTHON);
  const wanted = await readFile(path.join(root, "executor/gallery/requirements.txt"), "utf8");
  const key = createHash("sha256")
    .update([wanted, executable, ...version].join("\n"))
    .digest("hex");
  const folder = path.join(root, ".cache", `gallery-venv-${key.slice(0, 12)}`);
  const mark = path.join(folder, "pinlight-complete");
  if (!existsSync(mark)) {
    await rm(folder, { recursive: true, force: true });
    const install = path.join(root, "executor/gallery/install.py");
    const code = await runTool(executable, [install, folder], { cwd: root, env: process.env });
    if (code !== 0) throw new Error("the gallery's libraries cannot be installed: see above");
    await writeFile(mark, "");
  }
  return path.join(folder, "bin/python");
}
