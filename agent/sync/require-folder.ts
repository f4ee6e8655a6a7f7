import { setTimeout as pause } from "node:timers/promises";
import { AgentStopped } from "./agent-event.ts";
import { doubtMs } from "./doubts.ts";
import { entryAt } from "./entry-at.ts";

/** Rule A4: a folder that vanished, seen twice, stops the agent. */
export async function requireFolder(folder: string): Promise<void> {
  if (isThere(folder)) return;
  await pause(doubtMs);
  if (isThere(folder)) return;
  throw new AgentStopped(
    "root-vanished",
    `The folder ${folder} is gone. Nothing was deleted in the workspace. Bring it back, then start again.`,
  );
}

function isThere(folder: string): boolean {
  const found = entryAt(folder);
  return found !== null && (found === "hidden" || found.isDirectory());
}
