// What leaves the page: links, and files as they are.
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, visit } from "./harness/page.ts";

const odd = "tables/50% of a+b #1 ü.py";
const text = "# A title\n\n1 + 1  # not shown as it stands\n\n\n\nx = 2";
let pinlight: Installation;

test.beforeAll(async () => {
  pinlight = await Installation.start({ [odd]: text, "data/prices.csv": "a,b\n1,2\n" });
});
test.afterAll(async () => {
  await pinlight.close();
});

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const started = page.waitForEvent("download");
  await act();
  const download = await started;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("a file is downloaded as it stands, from the share menu and from the command bar", async ({ page }) => {
  await visit(page, pinlight, odd);
  await expect(block(page, 2)).toContainText("2");
  await page.getByRole("button", { name: "Share" }).click();
  const byMenu = await downloaded(page, () => page.getByRole("link", { name: /^Download/ }).click());
  expect(byMenu).toEqual({ name: "50% of a+b #1 ü.py", text });
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type(">download");
  const byKeyboard = await downloaded(page, () => page.keyboard.press("Enter"));
  expect(byKeyboard.text).toBe(text);
});

test("a file that is none is not found, and a stranger finds nothing", async ({ page, browser }) => {
  await visit(page, pinlight, odd);
  const { url, workspace } = pinlight.ready;
  const answer = (path: string, by = page) => by.request.get(`${url}/api/files/${path}?w=${workspace}`);
  const csv = await answer("data/prices.csv");
  expect(await csv.text()).toBe("a,b\n1,2\n");
  expect(csv.headers()).toMatchObject({ "x-content-type-options": "nosniff" });
  expect((await answer("data/none.csv")).status()).toBe(404);
  expect((await answer("data%2F..%2F..%2Fsecret")).status()).toBe(400);
  const stranger = await (await browser.newContext()).newPage();
  expect((await answer("data/prices.csv", stranger)).status()).toBe(404);
  await stranger.context().close();
});
