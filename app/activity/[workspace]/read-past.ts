// Time travel is an ordinary load, of another moment: the same messages, folded by the same reducer.
import { emptyView, foldLoad } from "#lib/core/document-view.ts";
import { loadFrom, readDocumentAt } from "#lib/services/document/load-document.ts";
import { readNeighbours } from "#lib/services/run/read-neighbours.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { Past } from "./past.ts";

/** null: no such run, or nothing is known of it. */
export async function readPast(
  ctx: Pick<ServiceContext, "sql">,
  input: { workspaceId: string; run: number },
): Promise<Past | null> {
  const [snapshot, neighbours] = await Promise.all([readDocumentAt(ctx, input), readNeighbours(ctx, input)]);
  if (!snapshot || !neighbours) return null;
  const { messages, answer } = loadFrom(snapshot, { since: 0 });
  return { path: snapshot.path, view: foldLoad(emptyView(snapshot.path), messages, answer), ...neighbours };
}
