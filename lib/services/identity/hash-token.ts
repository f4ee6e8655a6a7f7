import { createHash } from "node:crypto";

/** Tokens are random and long, so a plain hash is enough at rest. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
