// What the routes for a workspace's viewers have in common: who asks, for which workspace, and errors as the wire has them.
import { type Context, getContext } from "#lib/context.ts";
import { AppError, wireError } from "#lib/errors.ts";
import { httpStatus } from "#lib/protocol/error.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { type FoundWorkspace, findWorkspace } from "#lib/services/workspace/find-workspace.ts";

type Asked = { context: Context; workspace: FoundWorkspace; viewerId: string };

/** `slug`: as asked for. A workspace that is not there, and one without access, are the same. */
export async function answerViewer(
  request: Request,
  slug: string | null,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const context = await getContext();
  try {
    if (!slug) throw new AppError("bad-request", "Say which workspace: ?w=<workspace>.");
    const { viewer } = await identifyViewer(context, request.headers.get("cookie"));
    const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
    if (!workspace) throw new AppError("not-found", "There is no such workspace, or you have no access to it.");
    return await answer({ context, workspace, viewerId: viewer.id });
  } catch (error) {
    const wire = wireError(error);
    if (wire.code === "internal") context.log.error({ error, url: request.url }, "a request failed");
    return Response.json({ error: wire }, { status: httpStatus[wire.code], headers: { "cache-control": "no-store" } });
  }
}

export const privately = { "cache-control": "private, no-store", vary: "cookie" };
