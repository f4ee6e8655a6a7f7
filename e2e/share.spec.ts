// What leaves the page: links, and files as they are.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, visit } from "./harness/page.ts";

const odd = "tables/50% of a+b #1 ü.py";
const text = "# A title\n\n1 + 1  # not shown as it stands\n\n\n\nx = 2";
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** Long enough in its parts that they are kept outside their messages. */
const report = `# # Mass and energy
# $E = mc^2$

for n in range(5000): print("line", n)
print("printed 5000 lines")

class Pixel:
    def _repr_png_(self):
        import base64
        return base64.b64decode("${pixel}")
Pixel()

class Page:
    def _repr_html_(self):
        return "<p id=p>counted</p><p id=q></p><!--" + "x" * 20_000 + "-->" + """<script>
            p.textContent += " by a script: " + (1 + 2);
            try { parent.document.title } catch (error) { q.textContent = "outside: " + error.name }
        </script>"""
Page()

"the end"
`;
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

test("a document is saved as one HTML file, which shows it without a server or a network", async ({
  page,
  browser,
}) => {
  await pinlight.write("report.py", report);
  await visit(page, pinlight, "report.py");
  await expect(block(page, 5)).toContainText("the end");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type(">one html");
  const saved = await downloaded(page, () => page.keyboard.press("Enter"));
  expect(saved.name).toBe("report.html");

  const context = await browser.newContext({ offline: true });
  const alone = await context.newPage();
  const asked: string[] = [];
  alone.on("request", (request) => /^https?:/.test(request.url()) && asked.push(request.url()));
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), "pinlight-saved-")), "report.html");
  await writeFile(file, saved.text);
  await alone.goto(pathToFileURL(file).href);
  await expect(alone.getByRole("heading", { name: "Mass and energy" })).toBeVisible();
  await expect(alone.locator(".katex").first()).toBeVisible();
  await expect(block(alone, 2)).toContainText("printed 5000 lines");
  const picture = block(alone, 3).getByRole("img");
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  const frame = alone.frameLocator("iframe").first();
  await expect(frame.getByText("counted by a script: 3")).toBeVisible();
  await expect(block(alone, 5)).toContainText("the end");
  expect(
    await alone
      .locator("iframe")
      .first()
      .evaluate((one: HTMLElement) => one.offsetHeight),
  ).toBeGreaterThan(20);
  // What a result's script tries stays where it is: no origin, no way to the page around it.
  await expect(frame.getByText("outside: SecurityError")).toBeVisible();
  expect(asked).toEqual([]);
  await context.close();
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
