// (e) Whatever is killed during edits: within 10 s the open page shows what a fresh run of the final file shows, and it
// was never loaded anew.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, markPage, visit } from "./harness/page.ts";

let pinlight: Installation;
const WITHIN_MS = 10_000;
const source = (value: number) =>
  `import helper\n\nvalues = [${value}]\n\nvalues.append(helper.twice(values[0]))\n\nprint("values", values)\n`;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "helper.py": "def twice(x):\n    return 2 * x\n", "doc.py": source(0) });
});
test.afterAll(async () => {
  await pinlight.close();
});

/** The process that the supervisor runs under this name now. */
async function pidOf(name: string): Promise<number> {
  const folder = path.join(pinlight.dataDir, "run");
  const file = (await readdir(folder)).find((entry) => entry === `${name}.json`);
  if (!file) throw new Error(`${name} is not among ${(await readdir(folder)).join(", ")}`);
  return JSON.parse(await readFile(path.join(folder, file), "utf8")).pid;
}

/** What the document shows when Python runs it from nothing. */
async function freshRun(): Promise<string> {
  const { stdout } = await promisify(execFile)("python3", ["doc.py"], { cwd: pinlight.dir });
  return stdout.trim();
}

let value = 0;
for (const name of ["gateway", "runner", "redis"]) {
  test(`(e) after kill -9 of the ${name} during edits the page is right within 10 s, without a reload`, async ({
    page,
  }) => {
    await visit(page, pinlight, "doc.py");
    await expect(block(page, 4)).toContainText(await freshRun());
    const sameLoad = await markPage(page);
    const pid = await pidOf(name);
    for (let edit = 0; edit < 6; edit += 1) {
      value += 1;
      await pinlight.write("doc.py", source(value));
      if (edit === 2) process.kill(pid, "SIGKILL");
    }
    const killed = Date.now();
    await expect(block(page, 4)).toContainText(await freshRun(), { timeout: WITHIN_MS });
    expect(Date.now() - killed).toBeLessThan(WITHIN_MS);
    await expect.poll(() => pidOf(name).catch(() => pid)).not.toBe(pid);
    expect(pinlight.words).toContain(name);
    value += 1;
    await pinlight.write("doc.py", source(value));
    await expect(block(page, 4)).toContainText(`values [${value}, ${2 * value}]`, { timeout: WITHIN_MS });
    await sameLoad();
  });
}
