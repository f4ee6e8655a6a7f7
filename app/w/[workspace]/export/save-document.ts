import { exportOf, nameOf } from "../live/address.ts";
import { packDocument } from "./pack-document.ts";

/** Saves a document as one HTML file. `run`: as it was after that run. */
export async function saveDocument(slug: string, path: string, run?: number): Promise<void> {
  const text = await packDocument(exportOf(slug, path, run));
  const address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${nameOf(path).replace(/\.py$/, "")}${run === undefined ? "" : `-run-${run}`}.html`;
  link.click();
  // The browser has taken it over once the click's task is done.
  setTimeout(() => URL.revokeObjectURL(address));
}
