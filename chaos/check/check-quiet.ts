// Nothing is wanted that is not done, and nobody still works.
import type { Installation } from "../installation.ts";

export async function checkQuiet({ context, workspaceId }: Installation): Promise<string[]> {
  const documents = await context.db.document.findMany({ where: { workspaceId, removed: false } });
  return documents.flatMap(({ path, wanted, done, status, claimedRun, currentRun }) => {
    const place = `run ${currentRun}, claimed ${claimedRun}`;
    if (wanted > done) return [`${path} wants revision ${wanted} and has ${done} (${status}, ${place})`];
    if (status === "running" || status === "queued")
      return [`${path} has all that it wants and is ${status} (${place})`];
    return [];
  });
}
