import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, expectDocument, pinButton, tree, visit } from "./harness/page.ts";

let pinlight: Installation;
const long = (word: string) => Array.from({ length: 60 }, (_, index) => `print("${word} line ${index}")`).join("\n\n");

test.beforeAll(async () => {
  pinlight = await Installation.start({ "a.py": `${long("a")}\n`, "b.py": 'print("b is 1")\n' });
});
test.afterAll(async () => {
  await pinlight.close();
});

async function twoViewers(browser: import("@playwright/test").Browser): Promise<[Page, Page]> {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  return [await one.newPage(), await two.newPage()];
}

test("(b) who is pinned stays, with the scroll position; who is not follows; the pinned file goes on being live", async ({
  browser,
}) => {
  const [pinned, following] = await twoViewers(browser);
  await visit(pinned, pinlight, "a.py");
  await visit(following, pinlight, "a.py");
  await expect(block(pinned, 60)).toContainText("a line 59");
  await pinButton(pinned, "a.py").click();
  await expect(pinButton(pinned, "a.py")).toHaveAttribute("aria-pressed", "true");
  await block(pinned, 40).scrollIntoViewIfNeeded();
  const at = await pinned.evaluate(() => window.scrollY);
  expect(at).toBeGreaterThan(100);

  await pinlight.write("b.py", 'print("b is 2")\n');
  await expectDocument(following, "b.py");
  await expect(block(following, 1)).toContainText("b is 2");
  await expect(pinned.getByText("1 other file changed")).toBeVisible();
  await expectDocument(pinned, "a.py");
  expect(await pinned.evaluate(() => window.scrollY)).toBe(at);

  await pinlight.write("a.py", `${long("a").replace("a line 59", "a line changed")}\n`);
  await expect(block(pinned, 60)).toContainText("a line changed");
  expect(await pinned.evaluate(() => window.scrollY)).toBe(at);
  await pinned.context().close();
  await following.context().close();
});

test("(b) P pins and unpins, and the tooltip says the state and what a click does", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  const button = pinButton(page, "a.py");
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await expect(button).toHaveAccessibleDescription(/Following changes\. Click or press P to stay on this file/);
  await page.keyboard.press("p");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(button).toHaveAccessibleDescription(/Pinned\. Click or press P to follow changes again/);
  await page.keyboard.press("p");
  await expect(button).toHaveAttribute("aria-pressed", "false");
});

test("(c) the pin is there after a reload, in a second tab, and after all processes restart", async ({
  page,
  context,
}) => {
  await visit(page, pinlight, "a.py");
  await pinButton(page, "a.py").click();
  await expect(pinButton(page, "a.py")).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(pinButton(page, "a.py")).toHaveAttribute("aria-pressed", "true");
  const second = await context.newPage();
  await second.goto(`${pinlight.ready.url}/w/${pinlight.ready.workspace}`);
  await expectDocument(second, "a.py");
  await expect(pinButton(second, "a.py")).toHaveAttribute("aria-pressed", "true");
  const before = pinlight.ready;
  await pinlight.down();
  await pinlight.up();
  expect(pinlight.ready.shareToken).toBe(before.shareToken);
  await second.goto(`${pinlight.ready.url}/w/${pinlight.ready.workspace}`);
  await expectDocument(second, "a.py");
  await expect(pinButton(second, "a.py")).toHaveAttribute("aria-pressed", "true");
});

test("(f) a file that is added, renamed, deleted appears, moves and disappears in the tree of an open page", async ({
  page,
}) => {
  await visit(page, pinlight, "a.py");
  await page.keyboard.press("p");
  await pinlight.write("fresh.py", 'print("fresh")\n');
  await expect(tree(page).getByRole("link", { name: /fresh\.py/ })).toBeVisible();
  await pinlight.move("fresh.py", "renamed.py");
  await expect(tree(page).getByRole("link", { name: /renamed\.py/ })).toBeVisible();
  await expect(tree(page).getByRole("link", { name: /fresh\.py/ })).toHaveCount(0);
  await pinlight.remove("renamed.py");
  await expect(tree(page).getByRole("link", { name: /renamed\.py/ })).toHaveCount(0);
});

test("(f) the viewer of a pinned file that is deleted is told, and never sees a blank page", async ({ page }) => {
  await pinlight.write("doomed.py", 'print("still here")\n');
  await visit(page, pinlight, "doomed.py");
  await expect(block(page, 1)).toContainText("still here");
  await page.keyboard.press("p");
  await pinlight.remove("doomed.py");
  await expect(page.getByText(/removed doomed\.py/)).toBeVisible();
  await expect(block(page, 1)).toContainText("still here");
  await page.getByRole("button", { name: /Unpin/ }).click();
  await expect(page.getByText(/removed doomed\.py/)).toHaveCount(0);
});
