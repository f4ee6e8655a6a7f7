import type { Random } from "./random.ts";

/** What a viewer does with their own hand. */
export type Act =
  | { act: "open"; path: string }
  | { act: "pin" | "unpin" | "jump" | "back" | "follow-the-rename" | "stay-and-pin" | "scroll" }
  /** Closes the tab, and opens the workspace anew. */
  | { act: "leave" | "arrive" };

const usual = ["pin", "pin", "pin", "unpin", "unpin", "jump", "back", "follow-the-rename", "stay-and-pin"] as const;

export function someAct(random: Random, paths: readonly string[]): Act {
  const what = random.below(100);
  if (what < 30 && paths.length > 0) return { act: "open", path: random.pick(paths) };
  if (what < 70) return { act: random.pick(usual) };
  if (what < 80) return { act: "scroll" };
  return { act: what < 88 ? "leave" : "arrive" };
}
