import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getContext } from "#lib/context.ts";
import { AskedNumber } from "#lib/protocol/activity.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { readPast } from "../../../activity/[workspace]/read-past.ts";
import { readStart } from "../../../w/[workspace]/[[...path]]/read-start.ts";
import { resolveBlobs } from "./resolve-blobs.ts";
import { StillDocument } from "./still-document.tsx";

export const dynamic = "force-dynamic";

type Props = {
  params: Promise<{ workspace: string; path: string[] }>;
  searchParams: Promise<{ run?: string | string[] }>;
};

/** A document that stands still: what the page's "save as one HTML file" takes apart and packs. `?run=`: as it was. */
export default async function Page({ params, searchParams }: Props) {
  const { workspace: slug, path } = await params;
  const asked = (await searchParams).run;
  const context = await getContext();
  const { viewer } = await identifyViewer(context, (await headers()).get("cookie"));
  const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
  const start = workspace && (await readStart(context, { slug, viewerId: viewer.id, segments: path }));
  if (!workspace || !start) notFound();
  const run = asked === undefined ? null : AskedNumber.safeParse(asked);
  const past = run?.success ? await readPast(context, { workspaceId: workspace.id, run: run.data }) : null;
  const view = run === null ? start.document?.view : past?.path === start.urlPath ? past?.view : null;
  if (!view || view.path !== start.urlPath) notFound();
  const whole = await resolveBlobs(context, { workspaceId: workspace.id, view });
  return <StillDocument start={start} view={whole} />;
}
