import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getContext } from "#lib/context.ts";
import { AskedNumber } from "#lib/protocol/activity.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { readStart } from "../../../../w/[workspace]/[[...path]]/read-start.ts";
import { readPast } from "../../read-past.ts";
import { PastPage } from "./past-page.tsx";

export const dynamic = "force-dynamic";

/** A document as it was after a run, with its results. */
export default async function Page({ params }: { params: Promise<{ workspace: string; run: string }> }) {
  const { workspace: slug, run: asked } = await params;
  const run = AskedNumber.safeParse(asked);
  const context = await getContext();
  const { viewer } = await identifyViewer(context, (await headers()).get("cookie"));
  const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
  const past = workspace && run.success ? await readPast(context, { workspaceId: workspace.id, run: run.data }) : null;
  const segments = past?.path.split("/").map(encodeURIComponent) ?? [];
  const start = past && (await readStart(context, { slug, viewerId: viewer.id, segments }));
  if (!past || !start) notFound();
  return <PastPage start={start} past={past} />;
}
