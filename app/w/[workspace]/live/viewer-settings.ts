// What a viewer sets for themselves in this browser: the theme, and what of each document is shown.
import type { Visible } from "#lib/protocol/block.ts";

export type Theme = "light" | "dark" | "system";
export type ViewerSettings = { theme: Theme; hidden: readonly Visible[]; wall: boolean; treeOpen: boolean };

export const standardSettings: ViewerSettings = { theme: "system", hidden: [], wall: false, treeOpen: true };

const THEME = "pinlight:theme";
const HIDDEN = "pinlight:hidden";
const TREE = "pinlight:tree";
const parts: Visible[] = ["code", "statements", "prose", "visuals"];

/** What is stored. A browser that stores nothing has the standard settings. */
export function readSettings(): ViewerSettings {
  try {
    const theme = localStorage.getItem(THEME);
    const hidden = (localStorage.getItem(HIDDEN) ?? "").split(" ");
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      hidden: parts.filter((part) => hidden.includes(part)),
      wall: false,
      treeOpen: localStorage.getItem(TREE) !== "closed",
    };
  } catch {
    return standardSettings;
  }
}

/** Stores the settings and puts those that concern the whole page on its root element. */
export function applySettings({ theme, hidden, wall, treeOpen }: ViewerSettings): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (wall) root.dataset.wall = "";
  else delete root.dataset.wall;
  try {
    localStorage.setItem(THEME, theme);
    localStorage.setItem(HIDDEN, hidden.join(" "));
    localStorage.setItem(TREE, treeOpen ? "open" : "closed");
  } catch {
    // Private windows may refuse to store: the settings then last as long as the page.
  }
}
