import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { findPython } from "#lib/sandbox/find-python.ts";
import { Installation } from "./harness/installation.ts";
import { block, visit } from "./harness/page.ts";

// The installation runs documents with the Python that it finds: tables are of that one's pandas.
const { executable } = await findPython(process.env.PINLIGHT_PYTHON);
const hasPandas = has("pandas");

const tables = `import pandas as pd

N = 1_000_000
pd.DataFrame({"n": range(N), "key": [7 * n % N for n in range(N)], "half": [n / 2 for n in range(N)]})

pd.DataFrame({"zone": ["DK1", None, "dk10", "DK2"], "price": [10.5, 2.25, None, 100.0]})

pd.DataFrame({"a": range(50)}) if True else None
`;
const values = `from dataclasses import dataclass

@dataclass
class Station:
    name: str
    masts: list

{"stations": [Station("Anholt", [80, 100])], "hours": list(range(150))}

class Cube:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/x-cube": {"a": 1}, "text/plain": "a cube"}

Cube()

class Law:
    def _repr_latex_(self):
        return r"$E = mc^2$"

Law()
`;

let pinlight: Installation;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "tables.py": tables, "values.py": values });
});
test.afterAll(async () => {
  await pinlight.close();
});

test.describe("a table of pandas", () => {
  test.skip(!hasPandas, `${executable} has no pandas: name a Python that has it in PINLIGHT_PYTHON`);

  test("its first rows are on the page before any script runs (product 4)", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pinlight.ready.shareUrl);
    await expect(async () => {
      await page.goto(pinlight.documentUrl("tables.py"));
      await expect(page.getByRole("table")).toHaveCount(3, { timeout: 2_000 });
    }).toPass();
    const table = page.getByRole("table").first();
    await expect(table.getByRole("row").nth(4)).toHaveText("33211.5");
    await expect(page.locator("#main, body").first()).toContainText("1,000,000 rows × 3 columns");
    await context.close();
  });

  test("a million rows are all there: to their end by a key, by a page, and sorted", async ({ page }) => {
    const grid = await gridOf(page, 2);
    await expect(grid).toHaveAttribute("aria-rowcount", "1000001");
    await grid.getByRole("button", { name: "Sort by index" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Control+End");
    await expect(grid.locator(":focus")).toHaveText("499,999.5");
    await expect(block(page, 2)).toContainText("to 1,000,000 of 1,000,000");
    await block(page, 2).getByRole("button", { name: "Previous rows" }).click();
    await expect(row(grid, 999_989)).toContainText("499,9");
    const sort = grid.getByRole("button", { name: "Sort by key" });
    await sort.click();
    await sort.click();
    await expect(header(grid, "key")).toHaveAttribute("aria-sort", "descending");
    await expect(row(grid, 0)).toContainText("999,999");
    await expect(row(grid, 0).getByRole("rowheader")).toHaveText("142857");
  });

  test("a filter compares columns and finds text, and says how many rows match", async ({ page }) => {
    const grid = await gridOf(page, 2);
    const filter = block(page, 2).getByRole("searchbox");
    await filter.fill("n >= 10, n < 14, key > 80");
    await expect(grid).toHaveAttribute("aria-rowcount", "3");
    await expect(block(page, 2).getByRole("status")).toHaveText("2 rows match");
    await expect(row(grid, 0).getByRole("rowheader")).toHaveText("12");
    await filter.fill("n > 999999999");
    await expect(block(page, 2)).toContainText("No row matches");
    await filter.fill("");
    await expect(grid).toHaveAttribute("aria-rowcount", "1000001");
  });

  test("nulls are last in either direction, and a head says how it is sorted", async ({ page }) => {
    const grid = await gridOf(page, 3);
    const sort = grid.getByRole("button", { name: "Sort by price" });
    await sort.click();
    await expect(header(grid, "price")).toHaveAttribute("aria-sort", "ascending");
    await expectColumn(grid, ["2.25", "10.50", "100.00", "null"]);
    await sort.click();
    await expect(header(grid, "price")).toHaveAttribute("aria-sort", "descending");
    await expectColumn(grid, ["100.00", "10.50", "2.25", "null"]);
    await sort.click();
    await expect(header(grid, "price")).not.toHaveAttribute("aria-sort");
    await expectColumn(grid, ["10.50", "2.25", "null", "100.00"]);
  });

  test("a download holds the rows as they are shown", async ({ page }) => {
    const grid = await gridOf(page, 3);
    await grid.getByRole("button", { name: "Sort by zone" }).click();
    await expect(header(grid, "zone")).toHaveAttribute("aria-sort", "ascending");
    const saved = page.waitForEvent("download");
    await block(page, 3).getByRole("button", { name: "Download CSV" }).click();
    const text = await readFile(await (await saved).path(), "utf8");
    expect(text).toBe(",zone,price\r\n0,DK1,10.5\r\n3,DK2,100\r\n2,dk10,\r\n1,,2.25\r\n");
  });

  test("the rows of a new run take the old ones' place, in the order that the viewer chose", async ({ page }) => {
    const grid = await gridOf(page, 4);
    const sort = grid.getByRole("button", { name: "Sort by a" });
    await sort.click();
    await sort.click();
    await expect(row(grid, 0)).toContainText("49");
    await pinlight.write("tables.py", tables.replace("range(50)", "range(60)"));
    await expect(row(grid, 0)).toContainText("59");
    await expect(header(grid, "a")).toHaveAttribute("aria-sort", "descending");
  });
});

test("a container is a tree that keys open and close, with slices of what is long", async ({ page }) => {
  await visit(page, pinlight, "values.py");
  const tree = block(page, 3).getByRole("tree");
  await expect(tree.getByRole("treeitem").first()).toBeVisible();
  await tree.getByRole("treeitem").first().focus();
  for (const key of ["ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect(tree.locator(":focus")).toContainText("Station(");
  await page.keyboard.press("ArrowRight");
  await expect(tree).toContainText("name='Anholt'");
  await page.keyboard.press("ArrowLeft");
  await expect(tree).not.toContainText("name='Anholt'");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await expect(tree.getByRole("treeitem", { name: "100 to 149" })).toHaveAttribute("aria-expanded", "false");
});

test("what the page cannot show is named beside the text, and a formula is drawn", async ({ page }) => {
  await visit(page, pinlight, "values.py");
  await expect(block(page, 5)).toContainText("a cube");
  await expect(block(page, 5)).toContainText("This page cannot show application/x-cube.");
  await expect(block(page, 7).locator(".katex-display")).toBeVisible();
});

/** The table of that block, once all of its rows can be reached. */
async function gridOf(page: Page, ordinal: number): Promise<Locator> {
  await visit(page, pinlight, "tables.py");
  const grid = block(page, ordinal).getByRole("grid");
  await expect(grid).toHaveAttribute("aria-busy", "false");
  return grid;
}

const row = (grid: Locator, at: number) => grid.locator(`tr[aria-rowindex="${at + 2}"]`);
const header = (grid: Locator, name: string) => grid.getByRole("columnheader").filter({ hasText: name });

async function expectColumn(grid: Locator, texts: string[]): Promise<void> {
  await expect(grid.locator("tbody td:last-child")).toHaveText(texts);
}

function has(name: string): boolean {
  try {
    execFileSync(executable, ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
