// What axe finds on each page, in both themes: nothing serious. And that a reader without a mouse gets everywhere.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, visit } from "./harness/page.ts";

const everything = `"""Everything at once"""

# # Heading
#
# Prose with a [link](other.py), \`code\` and $x^2$.
#
# | a | b |
# |---|---|
# | 1 | 2 |

import sys
print("out \\033[31mred\\033[0m")
print("err", file=sys.stderr)

{"stations": [{"name": "Anholt", "masts": [80, 100]}], "hours": list(range(40))}

import struct, zlib
class Picture:
    def _repr_png_(self):
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        rows = b"".join(b"\\0" + bytes([x * 4, y * 4, 90]) * 1 for y in range(1) for x in range(1))
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        return b"\\x89PNG\\r\\n\\x1a\\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
Picture()

class Table:
    def _repr_html_(self):
        return "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"
Table()

1 / 0

"after the error"
`;
let pinlight: Installation;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "everything.py": everything, "other.py": "1\n", "deep/folder/a.py": "2\n" });
});
test.afterAll(async () => {
  await pinlight.close();
});

/** The serious ones, each with where it is. */
async function seriousOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("a document with every kind of result", async ({ page }) => {
      await visit(page, pinlight, "everything.py");
      await expect(block(page, 8)).toContainText("after the error");
      await block(page, 5).scrollIntoViewIfNeeded();
      await expect(block(page, 5).getByRole("img")).toBeVisible();
      expect(await seriousOn(page)).toEqual([]);
    });

    test("the command bar, the keys, who is here, and the share menu", async ({ page }) => {
      await visit(page, pinlight, "everything.py");
      await expect(block(page, 8)).toContainText("after the error");
      for (const open of [
        () => page.keyboard.press("ControlOrMeta+k"),
        () => page.keyboard.press("?"),
        () => page.getByRole("button", { name: "Share" }).click(),
      ]) {
        await open();
        await expect(page.locator("[role=dialog]")).toBeVisible();
        expect(await seriousOn(page)).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.locator("[role=dialog]")).toHaveCount(0);
      }
    });

    test("activity, two runs side by side, and a document as it was", async ({ page }) => {
      await visit(page, pinlight, "everything.py");
      const words = `after the error, ${colorScheme}`;
      await pinlight.write("everything.py", everything.replace("after the error", words));
      await expect(block(page, 8).locator(".block-results")).toContainText(words);
      await page.keyboard.press("c");
      await expect(page.getByRole("region", { name: "everything.py" }).locator("ins").first()).toBeVisible();
      expect(await seriousOn(page)).toEqual([]);
      await page.getByTitle("Open the document as it was then").first().click();
      await expect(block(page, 8)).toContainText("after the error");
      expect(await seriousOn(page)).toEqual([]);
    });

    test("pages that have nothing to show", async ({ page }) => {
      await visit(page, pinlight);
      const { url, workspace } = pinlight.ready;
      for (const address of ["/", `/w/${workspace}/gone.py`, "/w/nowhere", "/s/no-such-link"]) {
        await page.goto(`${url}${address}`);
        await expect(page.locator("body")).toBeVisible();
        expect(await seriousOn(page), address).toEqual([]);
      }
    });
  });
}
