"use client";
import { useState } from "react";
import { usePage } from "../../live/use-page.ts";
import type { TableModel } from "./table-model.ts";
import { grouped } from "./table-words.ts";

/** More would be slow to paste anywhere; a file holds them all. */
const COPIED_ROWS = 50_000;
const SAID_MS = 1_500;

type Props = { model: TableModel; count: number; label: string };

/** Takes the table away as it is shown: in its order, the filter's rows alone. */
export function TableTools({ model, count, label }: Props) {
  const page = usePage();
  const [done, setDone] = useState<"copied" | "saved" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const said = (what: "copied" | "saved", words: string) => {
    page.say(words);
    setDone(what);
    setTimeout(() => setDone(null), SAID_MS);
  };
  const during = async (work: () => Promise<void>, fault: string) => {
    setBusy(true);
    await work().catch(() => page.say(fault));
    setBusy(false);
  };
  const copy = () =>
    during(async () => {
      const text = model.csv(COPIED_ROWS).then((file) => file.text());
      // Handed over before the text is there: a browser allows it only right after the click.
      const item = new ClipboardItem({ "text/plain": text.then((one) => new Blob([one], { type: "text/plain" })) });
      await navigator.clipboard.write([item]);
      said("copied", `Copied ${grouped(Math.min(count, COPIED_ROWS))} of ${grouped(count)} rows as CSV`);
    }, "The browser did not allow to copy");
  const save = () =>
    during(async () => {
      download(await model.csv(Number.POSITIVE_INFINITY), `${label.toLowerCase().replaceAll(/\W+/g, "-")}.csv`);
      said("saved", `Saved ${grouped(count)} rows as CSV`);
    }, "The file could not be made");
  const most = count > COPIED_ROWS ? ` (the first ${grouped(COPIED_ROWS)} rows)` : "";
  return (
    <span className="frame-tools">
      <button
        type="button"
        className="icon-button"
        aria-label="Copy as CSV"
        title={`Copy as CSV${most}`}
        disabled={isBusy}
        onClick={copy}
      >
        <i className={done === "copied" ? "icon icon-check" : "icon icon-copy"} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Download CSV"
        title="Download CSV"
        disabled={isBusy}
        onClick={save}
      >
        <i className={done === "saved" ? "icon icon-check" : "icon icon-download"} />
      </button>
    </span>
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
