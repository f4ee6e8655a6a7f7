import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, expectDocument, visit } from "./harness/page.ts";

const run = promisify(execFile);
let pinlight: Installation;
let clone: string;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "a.py": 'print("from the laptop")\n' });
  clone = await mkdtemp(path.join(os.tmpdir(), "pinlight-clone-"));
});
test.afterAll(async () => {
  await pinlight.close();
  await rm(clone, { recursive: true, force: true });
});

const git = (...words: string[]) =>
  run("git", ["-C", clone, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words]);

test("(i) a real git push moves an open page and tells the pusher the revision and the live URL", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  await expect(block(page, 1)).toContainText("from the laptop");
  const url = new URL(`/git/${pinlight.ready.workspace}.git`, pinlight.ready.url);
  url.username = "git";
  url.password = pinlight.ready.agentToken;
  await git("clone", "--quiet", url.href, ".");
  expect(await readFile(path.join(clone, "a.py"), "utf8")).toContain("from the laptop");

  await writeFile(path.join(clone, "pushed.py"), 'print("from a push")\n');
  await git("add", ".");
  await git("commit", "--quiet", "-m", "a new document");
  const { stderr } = await git("push", "origin", "main");
  expect(stderr).toMatch(/remote: Revision \d+: 1 file/);
  expect(stderr).toContain(`remote: Live at ${pinlight.ready.url}/w/${pinlight.ready.workspace}`);
  await expectDocument(page, "pushed.py");
  await expect(block(page, 1)).toContainText("from a push");
});

test("(i) a push with a wrong token is refused, and changes nothing", async () => {
  const url = new URL(`/git/${pinlight.ready.workspace}.git`, pinlight.ready.url);
  url.username = "git";
  url.password = "not-the-token";
  await expect(git("push", url.href, "main")).rejects.toThrow(/Authentication failed|401/);
});
