import { type ComponentType, createContext } from "react";

/** A document that stands still, to be kept as a file: all of it is there at once, and nothing is fetched later. */
export type Still = {
  /** Links lead to the pages that they led to. */
  origin: string;
  Frame: ComponentType<{ html: string; kind: "html" | "svg"; title: string }>;
  tableRows: number;
};

/** null: a page that is looked at. */
export const StillContext = createContext<Still | null>(null);
