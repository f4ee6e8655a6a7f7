// What happened in a workspace, newest first, a page of revisions at a time.
import { AppError } from "#lib/errors.ts";
import { ActivityQuery } from "#lib/protocol/activity.ts";
import { limits } from "#lib/protocol/limits.ts";
import { readActivity } from "#lib/services/run/read-activity.ts";
import { answerViewer, privately } from "../answer-viewer.ts";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  return answerViewer(request, searchParams.get("w"), async ({ context, workspace }) => {
    const asked = ActivityQuery.safeParse(Object.fromEntries(searchParams));
    if (!asked.success) throw new AppError("bad-request", "Ask for ?w=<workspace>[&before=<n>][&file=][&words=].");
    const { before, file, words } = asked.data;
    const about = { before, path: file, words, limit: limits.activityRevisions };
    const activity = await readActivity(context, { workspaceId: workspace.id, ...about });
    return Response.json(activity, { headers: privately });
  });
}
