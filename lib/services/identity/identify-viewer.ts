// Who one is: a random id in a signed cookie. It gives no access; a share link ties a role to it.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { ViewerId } from "#lib/protocol/ids.ts";
import { viewerName } from "./viewer-name.ts";

const COOKIE = "pinlight_viewer";
const YEAR_SECONDS = 365 * 24 * 3600;

export type Identified = { viewer: { id: ViewerId; name: string }; setCookie: string | null };
type Secrets = { config: { secret: string; publicUrl: string } };

/** The viewer of a Cookie header; without a valid cookie a new one, to be sent with `setCookie`. */
export async function identifyViewer(ctx: Secrets, cookieHeader: string | null): Promise<Identified> {
  const known = readViewerCookie(ctx.config.secret, cookieHeader);
  if (known) return { viewer: { id: known, name: viewerName(known) }, setCookie: null };
  const id = randomUUID() as ViewerId;
  return { viewer: { id, name: viewerName(id) }, setCookie: viewerCookie(ctx, id) };
}

export function readViewerCookie(secret: string, cookieHeader: string | null): ViewerId | null {
  for (const pair of (cookieHeader ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name !== COOKIE || !value) continue;
    const [id, signature] = value.split(".", 2);
    const parsed = ViewerId.safeParse(id);
    if (parsed.success && signature && sameText(signature, sign(secret, parsed.data))) return parsed.data;
  }
  return null;
}

function viewerCookie(ctx: Secrets, id: ViewerId): string {
  const secure = ctx.config.publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${COOKIE}=${id}.${sign(ctx.config.secret, id)}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

const sign = (secret: string, id: string) => createHmac("sha256", secret).update(`viewer:${id}`).digest("base64url");

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
