import { createHash, randomBytes } from "node:crypto";

/** Readable characters of an owner or a sandbox in the names of folders, control groups and containers. */
const readable = 24;

function readablePart(text: string): string {
  const part = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return part.slice(0, readable).replace(/^-+|-+$/g, "") || "x";
}

/** The owner as a part of names: two owners never share one, however alike they begin. */
export function ownerPart(owner: string): string {
  return `${readablePart(owner)}-${createHash("sha256").update(owner).digest("hex").slice(0, 8)}`;
}

/** What every name of this owner's sandboxes begins with. */
export function ownerPrefix(owner: string): string {
  return `pinlight-${ownerPart(owner)}-`;
}

/** A name that no other sandbox has or had. */
export function nameSandbox(owner: string, name: string): string {
  return `${ownerPrefix(owner)}${readablePart(name)}-${randomBytes(4).toString("hex")}`;
}
