// A document as it was after one of its runs.
import { AppError } from "#lib/errors.ts";
import { AskedNumber } from "#lib/protocol/activity.ts";
import { readPast } from "../../../activity/[workspace]/read-past.ts";
import { answerViewer, privately } from "../../answer-viewer.ts";

export const dynamic = "force-dynamic";

export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }): Promise<Response> {
  const run = AskedNumber.safeParse((await params).run);
  return answerViewer(request, new URL(request.url).searchParams.get("w"), async ({ context, workspace }) => {
    const past = run.success ? await readPast(context, { workspaceId: workspace.id, run: run.data }) : null;
    if (!past) throw new AppError("not-found", "There is no such run, or it ended before anything of it was known.");
    return Response.json(past, { headers: privately });
  });
}
