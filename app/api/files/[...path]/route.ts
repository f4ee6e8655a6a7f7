// A file of the workspace as it is now, as a download: it can do nothing in this origin.
import { Readable } from "node:stream";
import { getContext } from "#lib/context.ts";
import { AppError, wireError } from "#lib/errors.ts";
import { httpStatus } from "#lib/protocol/error.ts";
import { FilePath } from "#lib/protocol/ids.ts";
import { readFile } from "#lib/services/blob/read-file.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";

export const dynamic = "force-dynamic";

const PREFIX = "/api/files/";

export async function GET(request: Request): Promise<Response> {
  const context = await getContext();
  try {
    return await answer(context, request);
  } catch (error) {
    const wire = wireError(error);
    if (wire.code === "internal") context.log.error({ error }, "a file could not be read");
    return Response.json({ error: wire }, { status: httpStatus[wire.code], headers: { "cache-control": "no-store" } });
  }
}

async function answer(context: Awaited<ReturnType<typeof getContext>>, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const path = FilePath.safeParse(decoded(pathname.slice(pathname.indexOf(PREFIX) + PREFIX.length)));
  const slug = searchParams.get("w");
  if (!path.success || !slug) throw new AppError("bad-request", "Ask for /api/files/<path>?w=<workspace>.");
  const { viewer } = await identifyViewer(context, request.headers.get("cookie"));
  const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
  const file = workspace && (await readFile(context, { workspaceId: workspace.id, path: path.data }));
  if (!file)
    throw new AppError("not-found", `There is no ${path.data} in this workspace, or you have no access to it.`);
  const name = path.data.slice(path.data.lastIndexOf("/") + 1);
  const headers = {
    "content-type": "application/octet-stream",
    "content-length": String(file.size),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
    vary: "cookie",
  };
  return new Response(Readable.toWeb(file.stream) as ReadableStream, { headers });
}

/** null: a `%` that encodes nothing. */
function decoded(address: string): string | null {
  try {
    return decodeURIComponent(address);
  } catch {
    return null;
  }
}
