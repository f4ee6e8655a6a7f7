// Where a save takes whom (product 3), and what stands where there is no document (each with its words and a next step).
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, expectDocument, markPage, pinButton, strip, tree, visit } from "./harness/page.ts";

const run = promisify(execFile);
const long = Array.from({ length: 40 }, (_, index) => `print("line ${index}")`).join("\n\n");
let pinlight: Installation;
let clone: string;
let turn = 0;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "a.py": `${long}\n`, "b.py": "print('b')\n", "data/prices.csv": "a,b\n1,2\n" });
  clone = await mkdtemp(path.join(os.tmpdir(), "pinlight-clone-"));
});
test.afterAll(async () => {
  await pinlight.close();
  await rm(clone, { recursive: true, force: true });
});

const saveB = async () => {
  turn += 1;
  await pinlight.write("b.py", `print("b ${turn}")\n`);
};
const toast = (page: Page) => page.getByRole("status").filter({ hasText: "changed" });

/** A dialog hides the page from whoever does not see it: what the toast says is found once it is closed. */
async function expectOffered(page: Page, words: string): Promise<void> {
  await expect(page.locator(".toast")).toContainText(words);
  await page.keyboard.press("Escape");
  await expectDocument(page, "a.py");
  await expect(toast(page)).toContainText(words);
}

test("who is in the middle of something is asked, not moved: J jumps, B comes back to the same place", async ({
  page,
}) => {
  await visit(page, pinlight, "a.py");
  await expect(block(page, 40)).toContainText("line 39");
  const isSamePage = await markPage(page);
  await block(page, 30).scrollIntoViewIfNeeded();
  const at = await page.evaluate(() => window.scrollY);
  await page.keyboard.press("ControlOrMeta+k");
  await saveB();
  await expectOffered(page, "b.py changed");
  await page.keyboard.press("j");
  await expectDocument(page, "b.py");
  await expect(block(page, 1)).toContainText(`b ${turn}`);
  await page.keyboard.press("b");
  await expectDocument(page, "a.py");
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(at);
  await isSamePage();
});

test("P in the toast stays, and pins: the next save elsewhere is told quietly, and one key goes and one comes back", async ({
  page,
}) => {
  await visit(page, pinlight, "a.py");
  await expect(block(page, 40)).toContainText("line 39");
  await page.keyboard.press("ControlOrMeta+k");
  await saveB();
  await expectOffered(page, "b.py changed");
  await page.keyboard.press("p");
  await expect(pinButton(page, "a.py")).toHaveAttribute("aria-pressed", "true");
  await saveB();
  await expect(page.getByText("1 other file changed")).toBeVisible();
  await expectDocument(page, "a.py");
  await page.keyboard.press("j");
  await expectDocument(page, "b.py");
  await expect(page.getByRole("button", { name: "Pinned to a.py" })).toBeVisible();
  await page.keyboard.press("b");
  await expectDocument(page, "a.py");
  await page.keyboard.press("p");
});

test("a branch switch that changes several documents moves nobody, and says which changed", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  await expect(block(page, 40)).toContainText("line 39");
  const url = new URL(`/git/${pinlight.ready.workspace}.git`, pinlight.ready.url);
  url.username = "git";
  url.password = pinlight.ready.agentToken;
  const git = (...words: string[]) =>
    run("git", ["-C", clone, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words]);
  await git("clone", "--quiet", url.href, ".");
  await writeFile(path.join(clone, "b.py"), 'print("b of the branch")\n');
  await writeFile(path.join(clone, "c.py"), 'print("c of the branch")\n');
  await git("add", ".");
  await git("commit", "--quiet", "-m", "the branch");
  await git("push", "origin", "main");
  await expect(page.getByRole("status").filter({ hasText: "2 files changed at once" })).toBeVisible();
  await expectDocument(page, "a.py");
  for (const name of ["b.py", "c.py"]) {
    await expect(tree(page).getByRole("link", { name: new RegExp(`${name}.*changed since you looked`) })).toBeVisible();
  }
});

test("the viewer of a pinned file that is renamed follows it with one click, and the pin with them", async ({
  page,
}) => {
  await pinlight.write("before.py", 'print("the same contents, twice as long as a line")\n');
  await visit(page, pinlight, "before.py");
  await expect(block(page, 1)).toContainText("the same contents");
  await page.keyboard.press("p");
  await pinlight.move("before.py", "after.py");
  await expect(page.getByText("before.py is now after.py")).toBeVisible();
  await expectDocument(page, "before.py");
  await page.getByRole("button", { name: "Follow the rename" }).click();
  await expectDocument(page, "after.py");
  await expect(pinButton(page, "after.py")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("p");
});

test("what is no document says what it is, and gives the file", async ({ page }) => {
  await visit(page, pinlight);
  await page.goto(pinlight.documentUrl("data/prices.csv"));
  await expect(page.getByRole("heading", { name: "data/prices.csv is not a document" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Download prices.csv" })).toHaveAttribute("href", /\/api\/files\//);
  await page.goto(pinlight.documentUrl("bb.py"));
  await expect(page.getByRole("heading", { name: "There is no bb.py" })).toBeVisible();
  await page.getByRole("link", { name: "b.py", exact: true }).last().click();
  await expectDocument(page, "b.py");
});

test("an empty document, and one whose last line went, say so and show their first block by themselves", async ({
  page,
}) => {
  await pinlight.write("empty.py", "\n");
  await visit(page, pinlight, "empty.py");
  await expect(page.getByRole("heading", { name: "empty.py is empty" })).toBeVisible();
  await pinlight.write("empty.py", "print('not any more')\n");
  await expect(block(page, 1)).toContainText("not any more");
});

test("all of it by keyboard alone: to a file, to a block, to the past and back", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("b.py");
  await page.keyboard.press("Enter");
  await expectDocument(page, "b.py");
  await page.keyboard.press("p");
  await expect(pinButton(page, "b.py")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("p");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type(">history");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await page
    .getByRole("link", { name: /^Open run/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("As it was at")).toBeVisible();
  // It listens to keys from when it knows the viewer's own time.
  await expect(page.getByRole("complementary").locator("time")).toHaveText(/\d/);
  await page.keyboard.press("Escape");
  await expectDocument(page, "b.py");
  await expect(strip(page)).toContainText("Live");
});

test("an empty workspace shows how to begin, and turns into the first result by itself", async ({ page }) => {
  const empty = await Installation.start({});
  try {
    await page.goto(empty.ready.shareUrl);
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
    await expect(page.getByText(/npx pinlight sync/)).toBeVisible();
    await empty.write("first.py", "print('hello')\n");
    await expectDocument(page, "first.py");
    await expect(block(page, 1)).toContainText("hello");
  } finally {
    await empty.close();
  }
});
