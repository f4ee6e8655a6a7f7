// Runs inside the opaque frame (app/frame), behind what `chartPage` writes there: draws a Vega-Lite specification in the
// page's colours. A program of its own (scripts/build.mjs), which a page fetches at its first chart.
import { loader, Warn } from "vega";
import embed, { type EmbedOptions } from "vega-embed";
import { paperConfig } from "./paper-config.ts";

/** Above it, one element a mark makes the browser slow: such charts are one picture. */
const MAX_SVG_ROWS = 3_000;

type Specification = Record<string, unknown>;

const place = document.getElementById("chart");
const given = document.getElementById("chart-given")?.textContent;
if (place && given) void draw(place, JSON.parse(given));

async function draw(place: HTMLElement, given: { specification: unknown; text: string | null }): Promise<void> {
  const missing: string[] = [];
  try {
    const specification = asSpecification(given.specification);
    await embed(place, specification as Parameters<typeof embed>[1], optionsFor(specification, missing));
    if (missing.length > 0) place.append(paragraph("chart-note", unreachable(missing)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    place.replaceChildren(paragraph("chart-fault", `This chart cannot be drawn: ${why.replace(/\.*$/, ".")}`));
    if (given.text) place.append(Object.assign(document.createElement("pre"), { textContent: given.text }));
  } finally {
    delete place.dataset.drawing;
  }
}

/** Some libraries give their JSON as text. */
function asSpecification(value: unknown): Specification {
  const found = typeof value === "string" ? JSON.parse(value) : value;
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new Error(`its specification is ${Array.isArray(found) ? "a list" : JSON.stringify(found)}, not an object`);
  }
  return found;
}

function optionsFor(specification: Specification, missing: string[]): EmbedOptions {
  // The frame could not follow a link, but would lose the chart in trying to.
  const network = loader({ target: "_blank" });
  network.load = async (address: string) => {
    missing.push(address);
    throw new Error("a result has no network");
  };
  return {
    mode: "vega-lite",
    // Its menu saves files and opens an editor elsewhere: a frame may do neither.
    actions: false,
    defaultStyle: false,
    renderer: rowsOf(specification) > MAX_SVG_ROWS ? "canvas" : "svg",
    logLevel: Warn,
    loader: network,
    // Who chose a background has chosen colours that fit it.
    config: hasBackground(specification) ? {} : paperConfig(document.documentElement),
  };
}

function hasBackground({ background, config }: Specification): boolean {
  return background !== undefined || (config as Specification | undefined)?.background !== undefined;
}

function rowsOf({ data, datasets }: Specification): number {
  const inline = (data as { values?: unknown } | undefined)?.values;
  const all = [inline, ...Object.values((datasets as Specification | undefined) ?? {})];
  return all.reduce<number>((sum, rows) => sum + (Array.isArray(rows) ? rows.length : 0), 0);
}

function unreachable(addresses: string[]): string {
  return `Not loaded, because results have no network: ${addresses.join(", ")}. Read it in Python and hand over the rows.`;
}

function paragraph(className: string, textContent: string): HTMLElement {
  return Object.assign(document.createElement("p"), { className, textContent });
}
