// Blobs are immutable and authorised: only hashes that the named workspace uploaded or produced. Raster images are shown
// in place; everything else is a download that can do nothing in this origin.
import { Readable } from "node:stream";
import { getContext } from "#lib/context.ts";
import { AppError, wireError } from "#lib/errors.ts";
import { httpStatus } from "#lib/protocol/error.ts";
import { Sha256 } from "#lib/protocol/ids.ts";
import { readBlob } from "#lib/services/blob/read-blob.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { parseRange } from "./parse-range.ts";
import { rasterType, SNIFFED_BYTES } from "./raster-type.ts";

export const dynamic = "force-dynamic";

type Context = Awaited<ReturnType<typeof getContext>>;
type Asked = { workspaceId: string; sha256: Sha256 };

export async function GET(request: Request, { params }: { params: Promise<{ sha256: string }> }): Promise<Response> {
  const context = await getContext();
  try {
    const asked = await authorize(context, request, (await params).sha256);
    return await answer(context, request, asked);
  } catch (error) {
    const wire = wireError(error);
    if (wire.code === "internal") context.log.error({ error }, "a blob could not be read");
    return Response.json({ error: wire }, { status: httpStatus[wire.code], headers: { "cache-control": "no-store" } });
  }
}

async function authorize(context: Context, request: Request, hash: string): Promise<Asked> {
  const sha256 = Sha256.safeParse(hash);
  const slug = new URL(request.url).searchParams.get("w");
  if (!sha256.success || !slug) throw new AppError("bad-request", "Ask for /api/blobs/<sha256>?w=<workspace>.");
  const { viewer } = await identifyViewer(context, request.headers.get("cookie"));
  const workspace = await findWorkspace(context, { slug, viewerId: viewer.id });
  if (!workspace) throw unknownBlob();
  return { workspaceId: workspace.id, sha256: sha256.data };
}

async function answer(context: Context, request: Request, asked: Asked): Promise<Response> {
  const head = await readBlob(context, { ...asked, range: { start: 0, end: SNIFFED_BYTES - 1 } });
  if (!head) throw unknownBlob();
  const { size } = head;
  const headers = blobHeaders(asked.sha256, rasterType(await bytesOf(head.stream)));
  if (request.headers.get("if-none-match")?.includes(asked.sha256)) return new Response(null, { status: 304, headers });
  const range = parseRange(request.headers.get("range"), size);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const whole = { start: 0, end: size - 1 };
  const { start, end } = range ?? whole;
  headers.set("content-length", String(end - start + 1));
  if (range) headers.set("content-range", `bytes ${start}-${end}/${size}`);
  const found = size === 0 ? head : await readBlob(context, range ? { ...asked, range } : asked);
  if (!found) throw unknownBlob();
  const body = size === 0 ? null : (Readable.toWeb(found.stream) as ReadableStream);
  return new Response(body, { status: range ? 206 : 200, headers });
}

function blobHeaders(sha256: string, raster: string | null): Headers {
  return new Headers({
    "content-type": raster ?? "application/octet-stream",
    "content-disposition": raster ? "inline" : `attachment; filename="${sha256}"`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=31536000, immutable",
    vary: "cookie",
    "accept-ranges": "bytes",
    etag: `"${sha256}"`,
  });
}

const unknownBlob = () => new AppError("not-found", "This workspace has no such blob, or you have no access to it.");

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
