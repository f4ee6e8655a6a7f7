import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getContext } from "#lib/context.ts";
import { ActivityQuery, AskedNumber } from "#lib/protocol/activity.ts";
import { limits } from "#lib/protocol/limits.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { readActivity } from "#lib/services/run/read-activity.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { readStart } from "../../w/[workspace]/[[...path]]/read-start.ts";
import { ActivityPage } from "./activity-page.tsx";
import { readPast } from "./read-past.ts";

export const dynamic = "force-dynamic";

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What happened in a workspace; with `?a=&b=`, two runs of a document side by side. */
export default async function Page({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await searchParams;
  const context = await getContext();
  const { viewer } = await identifyViewer(context, (await headers()).get("cookie"));
  const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
  const query = ActivityQuery.safeParse({ ...asked, w: slug });
  if (!workspace || !query.success) notFound();
  const { file, words } = query.data;
  const b = await past(asked.b);
  const [page, activity, a] = await Promise.all([
    readStart(context, { slug, viewerId: viewer.id, segments: [] }),
    readActivity(context, { workspaceId: workspace.id, path: file, words, limit: limits.activityRevisions }),
    past(asked.a ?? b?.before),
  ]);
  if (!page) notFound();
  const compared = b && { a: a?.path === b.path ? a : null, b };
  return <ActivityPage start={{ page, activity, file: file ?? null, words: words ?? "", compared }} />;

  async function past(number: unknown) {
    const run = AskedNumber.safeParse(number);
    return run.success && workspace ? readPast(context, { workspaceId: workspace.id, run: run.data }) : null;
  }
}
