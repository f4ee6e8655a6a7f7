import type { z } from "zod";
import { BlobRef, type BundleValue } from "#lib/protocol/element.ts";

/** The reference that stands for a value kept outside the message, or null: it is the value itself. */
export function asBlob(value: z.infer<typeof BundleValue>): BlobRef | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  if (Object.keys(value).length !== 2) return null;
  const parsed = BlobRef.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export function blobAddress(slug: string, { sha256 }: BlobRef): string {
  return `/api/blobs/${sha256}?w=${encodeURIComponent(slug)}`;
}
