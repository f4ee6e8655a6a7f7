// What a viewer waits for: the first paint and the first touch on a slow CPU, a result's way from the socket to the screen,
// scrolling what is long, and the memory of who has looked at many documents.
import { execFileSync } from "node:child_process";
import os from "node:os";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findPython } from "#lib/sandbox/find-python.ts";
import { findChromium } from "#scripts/testing/find-chromium.ts";
import { Installation } from "../e2e/harness/installation.ts";
import { allRan, databaseOf } from "./all-ran.ts";
import { EVERYTHING, everything, HUNDRED, hundred, visit, visited } from "./page/documents.ts";
import { measureLoad } from "./page/measure-load.ts";
import { measureResult, type Shown, watchResults } from "./page/measure-result.ts";
import { measureScroll } from "./page/measure-scroll.ts";
import { quantiles, round } from "./quantiles.ts";

const SLOWER = 4;
const LOADS = 5;
const VISITS = [20, 200] as const;

export async function benchPage({ edits }: { edits: number }) {
  const python = (await findPython(process.env.PINLIGHT_PYTHON)).executable;
  const hasPandas = has(python, "pandas");
  const visits = Array.from({ length: VISITS[1] }, (_, number) => [visited(number), visit(number)]);
  const own = { [HUNDRED]: hundred("first"), [EVERYTHING]: everything(hasPandas) };
  const installation = await Installation.start({ ...own, ...Object.fromEntries(visits) });
  const database = await databaseOf(installation);
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
  });
  try {
    await allRan(database, visits.length + Object.keys(own).length);
    const page = await open(browser, installation, HUNDRED);
    const shareUrl = installation.ready.shareUrl;
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) {
      loads.push(await measureLoad(browser, { shareUrl, address: installation.documentUrl(HUNDRED), slower: SLOWER }));
    }
    const shown: Shown[] = [];
    await page.goto(installation.documentUrl(HUNDRED));
    await page.locator(".strip").getByText("Live").waitFor();
    for (let edit = 0; edit < edits; edit += 1) {
      const marker = `edit number ${edit}.`;
      shown.push(await measureResult(page, marker, () => installation.write(HUNDRED, hundred(marker))));
    }
    return {
      bench: "page",
      machine: {
        cpus: os.cpus().length,
        model: os.cpus()[0]?.model,
        node: process.version,
        browser: browser.version(),
      },
      unit: "ms",
      hundredBlocks: {
        slower: SLOWER,
        firstContentfulPaint: quantiles(loads.map((load) => load.firstContentfulPaintMs)),
        interactive: quantiles(loads.map((load) => load.interactiveMs)),
        scriptKibGzip: round(Math.max(...loads.map((load) => load.scriptKibGzip))),
        scripts: loads[0]?.scripts,
        /** From the WebSocket's message to the DOM, and to the frame after it. */
        resultToDom: quantiles(shown.map(({ toDomMs }) => toDomMs)),
        resultToFrame: quantiles(shown.map(({ toFrameMs }) => toFrameMs)),
      },
      everything: await benchEverything(page, installation, hasPandas),
      memory: await benchVisits(page),
    };
  } finally {
    await browser.close();
    await database.end();
    await installation.close();
  }
}

async function open(browser: Browser, installation: Installation, document: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // What compiles this file names functions with a helper that the page has not.
  await page.addInitScript("globalThis.__name = (one) => one;");
  await page.addInitScript(watchResults);
  await page.goto(installation.ready.shareUrl);
  await page.goto(installation.documentUrl(document));
  return page;
}

/** A thousand blocks, fifty pictures and a table of a million rows on one page. */
async function benchEverything(page: Page, installation: Installation, hasPandas: boolean) {
  await page.goto(installation.documentUrl(EVERYTHING), { waitUntil: "commit" });
  const rowsMs = hasPandas ? await seenAfter(page, ".frame tbody td") : null;
  const blocksMs = await seenAfter(page, "section.block:nth-of-type(2)");
  await page.locator(".strip").getByText("Live").waitFor();
  const liveMs = await page.evaluate(() => performance.now());
  return {
    blocks: 1_000,
    pictures: 50,
    rows: hasPandas ? 1_000_000 : "none: the Python that was found has no pandas (PINLIGHT_PYTHON names another)",
    ...{ firstRowsMs: rowsMs, firstBlocksMs: blocksMs, liveMs: round(liveMs) },
    scrolling: await measureScroll(page),
    heapMib: await heapMib(page),
  };
}

async function seenAfter(page: Page, selector: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => document.querySelector(wanted) !== null && performance.now(),
    selector,
    { polling: "raf" },
  );
  return round((await handle.jsonValue()) as number);
}

/** Through the tree, as people go; what is left of the first ones must not grow with their number. */
async function benchVisits(page: Page) {
  const heap: Record<string, number> = {};
  for (let number = 0; number < VISITS[1]; number += 1) {
    await page
      .getByRole("link", { name: `doc${number}.py` })
      .first()
      .click();
    await page.getByText(`document ${number}, block 19`).first().waitFor();
    if (number + 1 === VISITS[0]) heap[`after${VISITS[0]}Mib`] = await heapMib(page);
  }
  return { ...heap, [`after${VISITS[1]}Mib`]: await heapMib(page) };
}

/** What is held once garbage is collected, in MiB. */
async function heapMib(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return round(usedSize / 1024 / 1024);
}

function has(python: string, library: string): boolean {
  try {
    execFileSync(python, ["-c", `import ${library}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
