// The first paint: what a join and a load would answer, folded by the same reducer that the browser goes on with.
import type { Context } from "#lib/context.ts";
import { type DocumentSync, startSync } from "#lib/core/document-sync.ts";
import { emptyView, foldLoad } from "#lib/core/document-view.ts";
import { landingPath } from "#lib/core/landing-path.ts";
import { FilePath } from "#lib/protocol/ids.ts";
import { listAgents } from "#lib/services/agent/list-agents.ts";
import { loadDocument } from "#lib/services/document/load-document.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { joinWorkspace } from "#lib/services/workspace/join-workspace.ts";
import type { PageStart } from "../live/page-state.ts";

export type ReadStartInput = { slug: string; viewerId: string; segments: string[] };

/** null: no such workspace, or no access to it, or a path that no file can have. */
export async function readStart(context: Context, input: ReadStartInput): Promise<PageStart | null> {
  const urlPath = pathOf(input.segments);
  const workspace = await findWorkspace(context, input);
  if (!workspace || urlPath === undefined) return null;
  const asked = { workspaceId: workspace.id, viewerId: input.viewerId };
  const [joined, agents] = await Promise.all([joinWorkspace(context, asked), listAgents(context, asked)]);
  const landing = landingPath({ urlPath, pin: joined.pin, lastChanged: joined.changed.at(-1) ?? null });
  return {
    workspace: { slug: workspace.slug, name: workspace.name },
    origin: context.config.publicUrl,
    joined: { ...joined, agents },
    urlPath,
    document: landing && (await readDocument(context, workspace.id, landing)),
    at: Date.now(),
  };
}

async function readDocument(context: Context, workspaceId: string, path: FilePath): Promise<DocumentSync | null> {
  const loaded = await loadDocument(context, { workspaceId, path, since: 0 });
  if (!loaded) return null;
  return startSync(foldLoad(emptyView(path), loaded.messages, loaded.answer), loaded.epoch);
}

/** undefined: not a path. */
function pathOf(segments: string[]): FilePath | null | undefined {
  if (segments.length === 0) return null;
  try {
    return FilePath.safeParse(segments.map(decodeURIComponent).join("/")).data;
  } catch {
    return undefined;
  }
}
