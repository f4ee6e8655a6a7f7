// The documents of examples/gallery, with their real libraries: every kind of result is drawn, and none is merely named.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, type FrameLocator, type Locator, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { visit } from "./harness/page.ts";

const folder = path.resolve(import.meta.dirname, "../examples/gallery");
const names = (await readdir(folder)).filter((name) => name.endsWith(".py")).sort();
const texts = await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")]));

/** Written for these tests alone: charts that are none. */
const broken = `class Chart:
    def __init__(self, specification):
        self.specification = specification

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.vegalite.v5+json": self.specification, "text/plain": "the chart in words"}

# ## No chart
Chart({"marks": "bar", "title": "</script><script>top.pwned = true</script>"})

# ## A list
Chart([1, 2])

# ## Data elsewhere
Chart({"data": {"url": "https://data.invalid/cars.csv"}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}})

# ## Of version 5
Chart({
    "$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json",
    "data": {"values": [{"a": 1}, {"a": 2}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "ordinal"}, "y": {"field": "a", "type": "quantitative"}},
})
`;

let pinlight: Installation;

test.beforeAll(async () => {
  pinlight = await Installation.start({ ...Object.fromEntries(texts), "broken_charts.py": broken });
});
test.afterAll(async () => {
  await pinlight.close();
});

for (const name of names) {
  const meant = name === "text_and_errors.py" ? 2 : 0;
  test(`${name}: ${meant === 0 ? "no block fails" : `${meant} blocks fail, as they are meant to`}`, async ({
    page,
  }) => {
    await open(page, name);
    await expect(page.locator('.block[data-state="failed"]')).toHaveCount(meant);
    await expect(page.getByText("This page cannot show")).toHaveCount(0);
  });
}

test("text: streams, the terminal's colours, a progress bar's last state, a log and a warning", async ({ page }) => {
  await open(page, "text_and_errors.py");
  await expect(part(page, "Prints").locator(".stderr")).toHaveText(/3 of them without an arrival/);
  const colours = part(page, "Terminal colours");
  await expect(colours.locator(".ansi-green")).toHaveText("passed");
  await expect(colours.locator(".ansi-bold")).toHaveText("bold");
  await expect(results(colours).getByText("one of 16 million")).toHaveCSS("color", "rgb(124, 92, 220)");
  await expect(part(page, "A progress bar").locator(".stdout")).toHaveText(`${"█".repeat(25)} 100 %`);
  await expect(part(page, "Logging").locator(".stderr")).toHaveText(/INFO +timetable: 120 trips read\s+WARNING/);
  await expect(part(page, "A warning").locator(".stderr")).toContainText("FutureWarning: `arrival` will be required");
});

test("text: trees, and values that show themselves as JSON, Markdown, HTML, SVG and LaTeX", async ({ page }) => {
  await open(page, "text_and_errors.py");
  await expect(part(page, "A tree").getByRole("tree")).toContainText("Stop(");
  await expect(part(page, "JSON").getByRole("tree")).toContainText("Harbour");
  await expect(results(part(page, "Markdown")).getByRole("table")).toContainText("S2");
  await expect(results(part(page, "Markdown")).locator(".katex")).toBeVisible();
  const html = frame(part(page, "HTML"));
  await html.getByRole("button", { name: "Press" }).click();
  await expect(html.locator("#count")).toHaveText("1");
  await expect(frame(part(page, "SVG")).locator("svg rect")).toHaveCount(7);
  await expect(part(page, "LaTeX").locator(".katex-display")).toBeVisible();
});

test("errors: each in its block, with its line, and the document goes on behind them", async ({ page }) => {
  await open(page, "text_and_errors.py");
  await expect(part(page, "A caught error").locator(".stderr")).toContainText("TypeError: unsupported operand");
  await expect(part(page, "An error on purpose")).toContainText("TypeError: unsupported operand type(s) for -");
  const chained = part(page, "An error from an error, on purpose");
  await chained.getByText("Traceback", { exact: true }).click();
  await expect(chained).toContainText("The above exception was the direct cause of the following exception");
  await expect(part(page, "And it goes on")).toContainText("characters of bars were drawn above");
});

test("IPython.display: each of its classes, and places that are shown anew", async ({ page }) => {
  await open(page, "rich_ipython_display.py");
  const several = results(part(page, "Several results in one block"));
  await expect(several).toContainText(/first a print,\s*then Markdown,\s*then another print.*\s*the end/);
  const again = results(part(page, "A place that is shown again"));
  await expect(again).toHaveText(/3 of 3 done/);
  await expect(again).not.toContainText("1 of 3");
  await expect(results(part(page, "A place with a name"))).toHaveText(
    /the final summary\s*This print stays below it\./,
  );
  await expect(results(part(page, "Cleared output")).locator(".stdout")).toHaveText("attempt 5 of 5");
  await expect(frame(part(page, "HTML")).getByRole("table")).toContainText("S2");
  await expect(results(part(page, "Markdown")).locator("table")).toBeVisible();
  await expect(results(part(page, "LaTeX and formulas")).locator(".katex-display")).toHaveCount(2);
  await expect(frame(part(page, "SVG")).locator("svg circle")).toBeVisible();
  const image = results(part(page, "An image")).getByRole("img", { name: "blue and orange squares" });
  await expectDrawn(image, 8);
  await expect(image).toHaveAttribute("width", "64");
  await expect(part(page, "JSON").getByRole("tree")).toContainText("S2");
  await expect(frame(part(page, "Code")).locator("pre")).toContainText("def late(trips):");
  await expect(results(part(page, "Pretty"))).toContainText("as it was written.");
});

test("matplotlib: figures, one a block, and one that grows", async ({ page }) => {
  await open(page, "charts_matplotlib.py");
  for (const title of ["A line in a cloud of points", "Several axes", "An image with a scale"])
    await figures(page, title, 1);
  await figures(page, "A figure that grows over blocks", 1);
});

test("plotly: charts that answer the pointer, and no request leaves a frame", async ({ page }) => {
  const asked = requestsOfFrames(page);
  await open(page, "charts_plotly.py");
  const points = frame(part(page, "Points with words"));
  await expect(points.locator(".main-svg").first()).toBeVisible();
  await expect(points.locator(".scatterlayer .point")).toHaveCount(5);
  await inTheMiddle(part(page, "Points with words"));
  // What hears the pointer lies above the points.
  await points.locator(".scatterlayer .point").first().hover({ force: true });
  await expect(points.locator(".hoverlayer .hovertext")).toBeVisible();
  await expect(frame(part(page, "Lines with a slider")).locator(".rangeslider-container")).toBeVisible();
  await expect(frame(part(page, "A heat map")).locator(".heatmaplayer image")).toBeVisible();
  await expect(frame(part(page, "A sunburst")).locator(".sunburstlayer path.surface").first()).toBeVisible();
  expect(asked).toEqual([]);
});

test("Altair: charts drawn by the page, with their marks, words at the pointer, and selections", async ({ page }) => {
  const asked = requestsOfFrames(page);
  await open(page, "charts_altair.py");
  const lines = frame(part(page, "Lines to point at"));
  await expect(lines.locator(".mark-line path")).toHaveCount(3);
  await inTheMiddle(part(page, "Lines to point at"));
  await lines.locator(".mark-symbol path").nth(5).hover();
  await expect(lines.locator("#vg-tooltip-element")).toContainText("passengers");

  const two = frame(part(page, "Two charts, one selection"));
  const bar = two.locator(".mark-rect path[aria-roledescription='bar']").first();
  const before = await bar.getAttribute("d");
  const points = two.locator(".mark-symbol path[aria-roledescription='circle']");
  await expect(points).toHaveCount(180);
  await inTheMiddle(part(page, "Two charts, one selection"));
  const box = await part(page, "Two charts, one selection").locator("iframe").boundingBox();
  if (!box) throw new Error("the frame has no place");
  await page.mouse.move(box.x + 120, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 180, { steps: 4 });
  await page.mouse.up();
  await expect(bar).not.toHaveAttribute("d", before ?? "");

  const labels = frame(part(page, "Labels and rules"));
  await expect(labels.locator(".mark-text[aria-roledescription='text mark container'] text")).toHaveCount(3);
  await expect(
    frame(part(page, "Small multiples")).locator(".mark-rect path[aria-roledescription='bar']"),
  ).not.toHaveCount(0);
  await expect(frame(part(page, "Many points")).locator("canvas")).toBeVisible();
  await expect(frame(part(page, "Many points")).locator("svg")).toHaveCount(0);
  expect(asked).toEqual([]);
});

test("what draws charts is fetched by pages with charts only", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => {
    if (/\/chart\.[^/]*txt/.test(request.url())) fetched.push(request.url());
  });
  await open(page, "text_and_errors.py");
  expect(fetched).toEqual([]);
  await open(page, "charts_altair.py");
  await expect(frame(part(page, "Lines to point at")).locator(".mark-line path")).toHaveCount(3);
  expect(fetched).toHaveLength(1);
});

test("a chart that cannot be drawn says why, and its text stays", async ({ page }) => {
  await open(page, "broken_charts.py");
  const none = frame(part(page, "No chart"));
  await expect(none.locator(".chart-fault")).toHaveText(/^This chart cannot be drawn: .+\.$/);
  await expect(none.locator("pre")).toHaveText("the chart in words");
  await expect(frame(part(page, "A list")).locator(".chart-fault")).toContainText("its specification is a list");
  await expect(frame(part(page, "Data elsewhere")).locator(".chart-note")).toContainText(
    "results have no network: https://data.invalid/cars.csv",
  );
  await expect(frame(part(page, "Of version 5")).locator(".mark-rect path[aria-roledescription='bar']")).toHaveCount(2);
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
});

test("a chart is drawn in the colours of the page, by day and by night", async ({ page }) => {
  await open(page, "charts_altair.py");
  const title = frame(part(page, "Lines to point at")).locator(".mark-text.role-title-text text");
  await expect(title).toHaveAttribute("fill", "rgb(21, 24, 28)");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(title).toHaveAttribute("fill", "rgb(233, 235, 238)");
});

test("plotly's default look is one with the page by night", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "charts_plotly.py");
  const ground = frame(part(page, "Points with words")).locator(".main-svg").first();
  await expect(ground).toHaveCSS("background-color", "rgba(0, 0, 0, 0)");
});

test("Bokeh: plots and layouts", async ({ page }) => {
  await open(page, "charts_bokeh.py");
  await expect(frame(part(page, "A plot")).locator("canvas").first()).toBeVisible();
  await expect(frame(part(page, "A layout of plots")).locator(".bk-Figure")).toHaveCount(2);
});

test("pandas: frames to sort, nulls, levels, series, indexes and styles", async ({ page }) => {
  await open(page, "tables_pandas.py");
  const grid = part(page, "A frame").getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "5001");
  await expect(grid).toHaveAttribute("aria-busy", "false");
  const sort = grid.getByRole("button", { name: "Sort by delay" });
  await sort.click();
  await sort.click();
  await expect(grid.getByRole("columnheader").filter({ hasText: "delay" })).toHaveAttribute("aria-sort", "descending");
  await expect(part(page, "What is missing").locator(".frame-null").first()).toHaveText("null");
  await expect(part(page, "Grouped, with several levels").getByRole("columnheader")).toHaveText([
    ...[/^line/, /^day/, /^passengers \/ mean/, /^passengers \/ max/, /^delay \/ mean/, /^delay \/ max/],
  ]);
  await expect(rows(part(page, "A series"))).toHaveCount(3);
  await expect(results(part(page, "An index"))).toContainText("2026-03-01 05:28");
  await expect(
    frame(part(page, "A style"))
      .locator("td")
      .filter({ hasText: /\d\.\d\d/ }),
  ).toHaveCount(6);
});

test("Polars: frames, a lazy query and what it gives", async ({ page }) => {
  await open(page, "tables_polars.py");
  const grid = part(page, "A frame").getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "2001");
  await grid.getByRole("button", { name: "Sort by passengers" }).click();
  await expect(grid.locator('tr[aria-rowindex="2"]')).toContainText("60");
  await expect(rows(part(page, "A query"))).toHaveCount(3);
  await expect(rows(part(page, "A series")).first()).toHaveText("null");
  await expect(frame(part(page, "A lazy query")).locator("#result")).toContainText("FILTER");
  await expect(rows(part(page, "And its result")).first()).toContainText("S");
});

test("Pillow: pictures as they are", async ({ page }) => {
  await open(page, "pictures_pil.py");
  for (const [title, width] of [
    ["A picture", 640],
    ["Filtered", 320],
    ["Transparent", 240],
    ["Grey", 200],
  ] as const)
    await expectDrawn(results(part(page, title)).locator("img"), width);
  await expectDrawn(results(part(page, "One bit deep")).locator("img"), 200);
});

test("SymPy: expressions, equations, matrices and containers are typeset", async ({ page }) => {
  await open(page, "formulas_sympy.py");
  const titles = ["An integral, and what it is", "Solved", "A matrix", "Its square, made simple", "A series"];
  for (const title of [...titles, "A sum in a dictionary", "A number"]) {
    await expect(results(part(page, title)).locator(".katex-display")).toHaveCount(1);
    await expect(results(part(page, title)).locator(".katex-error")).toHaveCount(0);
  }
});

test("the index says that every library is here", async ({ page }) => {
  await open(page, "index.py");
  await expect(page.locator(".stdout")).toHaveText(/^Every library of the gallery is installed here\./);
});

/** The document, once it has run to its end. */
async function open(page: Page, name: string): Promise<void> {
  await visit(page, pinlight, name);
  await expect(page.locator(".block").first()).toBeVisible();
  await expect(page.locator('.block:is([data-state="running"], [data-state="queued"])')).toHaveCount(0, {
    timeout: 60_000,
  });
}

/** The block below that heading. */
const part = (page: Page, title: string): Locator =>
  page.locator(".block").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
const results = (block: Locator): Locator => block.locator(".block-results");
const rows = (block: Locator): Locator => results(block).locator("tbody tr");
const frame = (block: Locator): FrameLocator => block.frameLocator("iframe");

/** Not below the bar or the strip. */
const inTheMiddle = (block: Locator): Promise<void> =>
  block.locator("iframe").evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));

async function figures(page: Page, title: string, count: number): Promise<void> {
  const shown = part(page, title).locator(".block-results .figure");
  await expect(shown).toHaveCount(count);
  await expect(shown.first()).toBeVisible();
}

async function expectDrawn(image: Locator, width: number): Promise<void> {
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(width);
}

/** What frames asked for besides themselves. */
function requestsOfFrames(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const isData = /^(data|blob):/.test(request.url());
    if (request.frame() !== page.mainFrame() && !isData && new URL(request.url()).pathname !== "/frame")
      asked.push(request.url());
  });
  return asked;
}
