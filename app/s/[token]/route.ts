// A share link: ties its role to the browser's viewer, and leaves an address without the secret.
import { getContext } from "#lib/context.ts";
import { AppError, wireError } from "#lib/errors.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { openShareLink } from "#lib/services/identity/open-share-link.ts";
import { refusalPage } from "./refusal-page.ts";

export const dynamic = "force-dynamic";

const secret = { "referrer-policy": "no-referrer", "cache-control": "no-store", "x-robots-tag": "noindex" };

export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  const context = await getContext();
  const { token } = await params;
  const { viewer, setCookie } = await identifyViewer(context, request.headers.get("cookie"));
  try {
    const { workspace } = await openShareLink(context, { token, viewerId: viewer.id });
    const headers = new Headers({ ...secret, location: `/w/${workspace}` });
    if (setCookie) headers.append("set-cookie", setCookie);
    return new Response(null, { status: 303, headers });
  } catch (error) {
    if (!(error instanceof AppError)) context.log.error({ error }, "a share link could not be opened");
    const { code, message } = wireError(error);
    const gone = code === "not-found" || code === "forbidden";
    return refusalPage(message, { status: gone ? 404 : 500, headers: secret });
  }
}
