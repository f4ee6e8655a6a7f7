// The socket's door: who it is comes from the cookie, what it may do from a membership or a shown token.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import type { ViewerId } from "#lib/protocol/ids.ts";
import { readViewerCookie } from "#lib/services/identity/identify-viewer.ts";
import { openShareLink } from "#lib/services/identity/open-share-link.ts";
import { viewerName } from "#lib/services/identity/viewer-name.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveSocket } from "./live-socket.ts";

const Auth = z.object({ token: z.string().min(1).max(200).optional() });

/** Throws an AppError that the client gets as its connect error. */
export async function admitSocket(ctx: ServiceContext, socket: LiveSocket): Promise<void> {
  const auth = Auth.safeParse(socket.handshake.auth);
  if (!auth.success) throw new AppError("bad-request", "The connection's auth is malformed.");
  const fromCookie = readViewerCookie(ctx.config.secret, socket.handshake.headers.cookie ?? null);
  const id = fromCookie ?? (randomUUID() as ViewerId);
  if (auth.data.token) await openShareLink(ctx, { token: auth.data.token, viewerId: id });
  else if (!fromCookie) throw new AppError("unauthenticated", "Open the workspace's share link first.");
  const nobody = { viewer: { id, name: viewerName(id) }, joined: null };
  socket.data = { ...nobody, documents: new Map(), leaving: new Set(), order: Promise.resolve() };
}

/** Browsers name the page that opens a socket; another site's page is refused. What sends no Origin is no browser. */
export function isOwnOrigin(request: IncomingMessage, publicUrl: string): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
