import { randomBytes } from "node:crypto";

/** An owner or a sandbox as a part of file, cgroup and container names: a-z, 0-9 and inner hyphens. */
export function namePart(text: string): string {
  const part = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return part.slice(0, 40) || "x";
}

/** `pinlight-<owner>-`: what every name of this owner begins with. The hyphen's double keeps "a" apart from "a-b". */
export function ownerPrefix(owner: string): string {
  return `pinlight-${namePart(owner)}--`;
}

/** A name that no other sandbox has or had. */
export function nameSandbox(owner: string, name: string): string {
  return `${ownerPrefix(owner)}${namePart(name)}-${randomBytes(4).toString("hex")}`;
}
