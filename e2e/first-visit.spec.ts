// A first visit fetches little: what colours code and reads Markdown, the command bar and the menus come when they are
// needed, and what the server painted is taken over as it stands.
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, pinButton, strip } from "./harness/page.ts";

const document = (word: string) => `# ## A **heading**
# With [the other file](other.py) and [a page](https://example.org).
import os
def half(n):
    return n / 2  # ${word}

half(4)

"never changed"
`;

let pinlight: Installation;
test.beforeAll(async () => {
  pinlight = await Installation.start({ "first.py": document("one"), "other.py": '"the other"\n' });
});
test.afterAll(() => pinlight.close());

/** The scripts that a page was sent, as they come. */
function scriptsOf(page: Page) {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    // One that comes as the page is closed cannot be read any more, and nobody wants it.
    bodies.push(response.text().catch(() => ""));
  });
  return () => Promise.all(bodies);
}

async function visitFirst(page: Page) {
  await page.request.get(pinlight.ready.shareUrl);
  const scripts = scriptsOf(page);
  await page.goto(pinlight.documentUrl("first.py"));
  await expect(strip(page)).toContainText("Live");
  return scripts;
}

const colours = (page: Page) => block(page, 1).locator("code .k").allTextContents();

test("what reads Markdown, colours code or opens dialogs is fetched when it is needed, not before", async ({
  page,
}) => {
  const scripts = await visitFirst(page);
  const has = async (sign: string) => (await scripts()).some((body) => body.includes(sign));
  const heavy = { colours: "codeToTokens", markdown: "micromark", commands: "cmdk" };
  for (const sign of Object.values(heavy)) expect(await has(sign)).toBe(false);
  const kib = (await scripts()).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1024;
  // What is here today, and not much more; docs/decisions/2026-11-23-painted-once.md says what it is made of.
  expect(kib).toBeLessThan(240);
  await expect(block(page, 1).getByRole("heading", { name: "A heading" })).toBeVisible();
  await pinlight.write("first.py", document("two").replace("A **heading**", "Another **heading**"));
  await expect(block(page, 1).getByRole("heading", { name: "Another heading" })).toBeVisible();
  await expect(block(page, 1).locator("code .c")).toHaveText("# two");
  expect(await has(heavy.colours)).toBe(true);
  expect(await has(heavy.markdown)).toBe(true);
});

test("what the server painted is taken over with its colours, hidden and shown again without another look", async ({
  page,
}) => {
  const scripts = await visitFirst(page);
  expect(await colours(page)).toEqual(["import", "def", "return"]);
  await page.keyboard.press("h");
  await expect(block(page, 1).locator("code")).toHaveCount(0);
  await page.keyboard.press("h");
  await expect(block(page, 1).locator("code .k")).toHaveCount(3);
  expect((await scripts()).some((body) => body.includes("codeToTokens"))).toBe(false);
});

test("links in what was painted lead where they say: to files on this page, elsewhere on one of their own", async ({
  page,
}) => {
  await visitFirst(page);
  await page.evaluate(() => Object.assign(window, { pinlightMark: true }));
  await expect(page.getByRole("link", { name: "a page" })).toHaveAttribute("target", "_blank");
  await page.getByRole("link", { name: "the other file" }).click();
  await expect(block(page, 1)).toContainText("the other");
  expect(await page.evaluate(() => "pinlightMark" in window)).toBe(true);
});

test("keys that are typed before the command bar is there are kept (product 5)", async ({ page }) => {
  await visitFirst(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("othep");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("r");
  release();
  const field = page.getByRole("combobox", { name: "Go to or do" });
  await expect(field).toHaveValue("other");
  await page.keyboard.press("Enter");
  await expect(block(page, 1)).toContainText("the other");
  // P was a letter, not the pin.
  await expect(pinButton(page, "other.py")).toHaveAttribute("aria-pressed", "false");
});

test("what could not be fetched is said, and keeps nobody from following (product 3)", async ({ page }) => {
  await visitFirst(page);
  await page.route("**/_next/static/chunks/*.js", (route) => route.abort());
  const told = page.getByText("This part of the page could not be loaded.").first();
  await page.keyboard.press("Control+k");
  await expect(told).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(told).toBeVisible();
  await page.unroute("**/_next/static/chunks/*.js");
  // Who has just pressed a key is left alone for a moment; after it, a save takes them along again.
  let save = 0;
  await expect(async () => {
    save += 1;
    await pinlight.write("other.py", `"the other, save ${save}"\n`);
    await expect(block(page, 1)).toContainText(`the other, save ${save}`, { timeout: 1_500 });
  }).toPass({ timeout: 30_000 });
});
