// A document shows, and keeps showing until the next save, that its process was killed while it ran (rule L6): what a
// fault did to it on purpose is no mismatch.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { Installation } from "../installation.ts";

const codes = ["out-of-memory", "kernel-died", "sandbox"];
/** A kernel that was killed between two runs is missed when the next one is handed to it. */
const MARGIN_MS = 1_000;

/** `kills`: when kernels were killed, Unix ms. */
export async function sparedDocuments(
  { context, workspaceId }: Installation,
  kills: readonly number[],
): Promise<Set<FilePath>> {
  const documents = await context.db.document.findMany({ where: { workspaceId } });
  const numbers = documents.map(({ currentRun }) => currentRun);
  const runs = await context.db.run.findMany({ where: { workspaceId, number: { in: numbers } } });
  const killed = runs.filter(({ error, startedAt, endedAt }) => {
    const { code } = (error ?? {}) as { code?: string };
    if (!code || !codes.includes(code)) return false;
    const [from, to] = [startedAt.getTime() - MARGIN_MS, (endedAt?.getTime() ?? 0) + MARGIN_MS];
    return kills.some((at) => at >= from && at <= to);
  });
  const ids = new Set(killed.map(({ documentId }) => documentId));
  return new Set(documents.filter(({ id }) => ids.has(id)).map(({ path }) => path as FilePath));
}
