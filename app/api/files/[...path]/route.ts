// A file of the workspace as it is now, as a download: it can do nothing in this origin.
import { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { FilePath } from "#lib/protocol/ids.ts";
import { readFile } from "#lib/services/blob/read-file.ts";
import { answerViewer } from "../../answer-viewer.ts";

export const dynamic = "force-dynamic";

const PREFIX = "/api/files/";

export async function GET(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const path = FilePath.safeParse(decoded(pathname.slice(pathname.indexOf(PREFIX) + PREFIX.length)));
  return answerViewer(request, searchParams.get("w"), async ({ context, workspace }) => {
    if (!path.success) throw new AppError("bad-request", "Ask for /api/files/<path>?w=<workspace>.");
    const file = await readFile(context, { workspaceId: workspace.id, path: path.data });
    if (!file) throw new AppError("not-found", `There is no ${path.data} in this workspace.`);
    return download(path.data, file);
  });
}

function download(path: FilePath, file: NonNullable<Awaited<ReturnType<typeof readFile>>>): Response {
  const name = path.slice(path.lastIndexOf("/") + 1);
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
