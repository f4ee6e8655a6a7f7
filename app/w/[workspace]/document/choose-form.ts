import { type Bundle, ERROR_MIME } from "#lib/protocol/element.ts";
import { TABLE_MIME } from "./table/table-schema.ts";
import { TREE_MIME } from "./tree/tree-node.ts";

export const METADATA_MIME = "application/vnd.pinlight.metadata+json";

/** What the page draws itself, which can be pointed at; a picture of the same cannot. */
export const CHART_MIMES = ["application/vnd.vegalite.v6+json", "application/vnd.vegalite.v5+json"];

/** The richest first, as notebooks have it. HTML and SVG are shown inside frames of an opaque origin only. */
const order = [
  ERROR_MIME,
  TABLE_MIME,
  ...CHART_MIMES,
  "text/html",
  "text/markdown",
  "text/latex",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  TREE_MIME,
  "application/json",
  "text/plain",
];

/** The forms of a value that the page can show, the richest first. */
export function formsOf(bundle: Bundle): string[] {
  return order.filter((mime) => bundle[mime] !== undefined && bundle[mime] !== null);
}

/** Forms that would have been shown, had the page known how: where nothing richer than text is shown. */
export function notShown(bundle: Bundle, shown: string | undefined): string[] {
  if (shown !== undefined && shown !== "text/plain") return [];
  return Object.keys(bundle).filter((mime) => mime !== METADATA_MIME && !order.includes(mime));
}
