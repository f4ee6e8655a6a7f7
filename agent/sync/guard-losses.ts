// Rule A4: a folder that loses more than half of more than 20 files was more likely unmounted, emptied by mistake or not
// downloaded yet than meant. Losses count together when they come within ten seconds, because one `rm -r` is seen in
// pieces.

const FEW_FILES = 20;
const WINDOW_MS = 10_000;

export type Losses = { startedAt: number; filesBefore: number; lost: number };

export const noLosses: Losses = { startedAt: Number.NEGATIVE_INFINITY, filesBefore: 0, lost: 0 };

/** `files`: how many were acknowledged before this commit; `lost`: how many of them it deletes. */
export function addLosses(losses: Losses, now: number, files: number, lost: number): Losses {
  if (lost === 0) return losses;
  if (now - losses.startedAt > WINDOW_MS) return { startedAt: now, filesBefore: files, lost };
  return { ...losses, lost: losses.lost + lost };
}

export function isTooMuch({ filesBefore, lost }: Losses): boolean {
  return filesBefore > FEW_FILES && lost * 2 > filesBefore;
}
