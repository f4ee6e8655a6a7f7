// Whoever may write a document may put anything into a result: nothing of it gets out of its frame, and none passes for
// the page. Each result is shown in a real browser, its links and buttons are clicked, and a server stands where stolen
// things would arrive.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { hostileDocument, hostileResults } from "./harness/hostile-results.ts";
import { Installation } from "./harness/installation.ts";
import { block, strip, visit } from "./harness/page.ts";

// A trace asks each of the page's fifty frames for a copy of itself at every step; one that leads itself away at that
// moment never answers, and the test would wait for it.
test.use({ trace: "off" });

let pinlight: Installation;
let thief: Server;
const stolen: string[] = [];

test.beforeAll(async () => {
  thief = createServer((request, response) => {
    stolen.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("got it");
  });
  await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
  const { port } = thief.address() as AddressInfo;
  pinlight = await Installation.start({ "hostile.py": hostileDocument(`http://127.0.0.1:${port}`) });
});
test.afterAll(async () => {
  await pinlight.close();
  thief.close();
});

/** It may have navigated itself away before it could be clicked. */
const ignored = () => undefined;

/** What a result may not do without being seen by the browser. */
function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.context().on("page", (other) => seen.push(`another page: ${other.url()}`));
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame()) seen.push(`the page went to ${frame.url()}`);
    else if (!/^(about|chrome-error):|\/frame$/.test(frame.url())) seen.push(`a frame went to ${frame.url()}`);
  });
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const isInFrame = response.frame() !== page.mainFrame();
    if (isInFrame && pathname !== "/frame") seen.push(`a frame was answered ${response.url()}`);
  });
  return seen;
}

test(`none of ${hostileResults.length} hostile results gets out of its frame, or stops the page`, async ({ page }) => {
  test.setTimeout(180_000);
  await visit(page, pinlight, "hostile.py");
  await expect(block(page, hostileResults.length + 2)).toContainText("the last block is as it should be");
  const address = page.url();
  const seen = watch(page);
  for (const [index, { name, mime, body }] of hostileResults.entries()) {
    await test.step(name, async () => {
      const shown = block(page, index + 2);
      await shown.scrollIntoViewIfNeeded();
      const isFramed = mime === "text/html" || mime === "image/svg+xml" || mime.includes("vegalite");
      if (isFramed) await expect(shown.locator("iframe")).toHaveCount(1);
      const inside = isFramed ? shown.frameLocator("iframe").locator("#result") : shown;
      // Navigating itself away is all that a frame can do: to nowhere, by the page's policy.
      if (body.includes("click me"))
        await inside.getByText("click me").first().click({ timeout: 2_000 }).catch(ignored);
      const box = await shown.boundingBox();
      expect(box?.height ?? 0, `${name} is no higher than may be`).toBeLessThan(21_000);
    });
  }
  // The page goes on: it hears of a change, and shows it.
  await pinlight.write("hostile.py", `${hostileDocument("http://127.0.0.1:9")}\n"and it is live"\n`);
  await expect(block(page, hostileResults.length + 3)).toContainText("and it is live");
  await expect(strip(page)).toContainText("Live");
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => ["pwned" in window, document.body.dataset.pwned ?? null])).toEqual([false, null]);
  // Names in results are theirs alone: none is one of the page.
  expect(await page.locator("[id=main]").count()).toBe(0);
  expect(seen).toEqual([]);
  expect(stolen).toEqual([]);
});

test("the page's policy lets no script run that it did not write itself, and a frame's lets nothing be fetched", async ({
  page,
}) => {
  await visit(page, pinlight, "hostile.py");
  const policyOf = async (path: string) =>
    (await page.request.get(new URL(path, pinlight.ready.url).href)).headers()["content-security-policy"] ?? "";
  const directives = (policy: string) =>
    new Map(policy.split(";").map((one) => one.trim().split(/ (.*)/s) as [string, string]));
  const pagePolicy = directives(await policyOf(`/w/${pinlight.ready.workspace}/hostile.py`));
  expect(pagePolicy.get("script-src")).toMatch(/^'nonce-[\w+/=]+' 'strict-dynamic'$/);
  expect(pagePolicy.get("default-src")).toBe("'none'");
  expect(pagePolicy.get("base-uri")).toBe("'none'");
  expect(pagePolicy.get("frame-ancestors")).toBe("'none'");
  const framePolicy = directives(await policyOf("/frame"));
  expect(framePolicy.get("sandbox")).toBe("allow-scripts");
  expect(framePolicy.get("default-src")).toBe("'none'");
  expect(framePolicy.has("connect-src")).toBe(false);
});
