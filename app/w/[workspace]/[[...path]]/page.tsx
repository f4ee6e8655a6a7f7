import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getContext } from "#lib/context.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { WorkspacePage } from "../workspace-page.tsx";
import { readStart } from "./read-start.ts";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ workspace: string; path?: string[] }> };

export default async function DocumentPage({ params }: Props) {
  const { workspace: slug, path = [] } = await params;
  const context = await getContext();
  const { viewer } = await identifyViewer(context, (await headers()).get("cookie"));
  const start = await readStart(context, { slug, viewerId: viewer.id, segments: path });
  if (!start) notFound();
  return <WorkspacePage start={start} />;
}
