// What a block showed: text streams and MIME bundles, small ones inline, large ones by hash.
import { z } from "zod";
import { Sha256 } from "./ids.ts";

/** A value kept outside the message, fetched from /api/blobs/<sha256>. `bytes` is its size. */
export const BlobRef = z.object({ sha256: Sha256, bytes: z.int().min(0) });
export type BlobRef = z.infer<typeof BlobRef>;

/** One MIME type's value: text, JSON, or a reference. Binary types are base64 text when inline. */
export const BundleValue = z.union([BlobRef, z.string(), z.json()]);
export const Bundle = z.record(z.string().max(200), BundleValue);
export type Bundle = z.infer<typeof Bundle>;

export const TextElement = z.object({
  kind: z.enum(["stdout", "stderr"]),
  text: z.union([z.string(), BlobRef]),
  /** Set when the text was cut: how many characters are missing, and the whole of it where it was kept. */
  cut: z.object({ chars: z.int(), full: BlobRef.optional() }).optional(),
});
export const BundleElement = z.object({ kind: z.enum(["display", "result", "error"]), bundle: Bundle });
export const Element = z.union([TextElement, BundleElement]);
export type TextElement = z.infer<typeof TextElement>;
export type BundleElement = z.infer<typeof BundleElement>;
export type Element = z.infer<typeof Element>;

/** The MIME type under which an error's parts travel beside its text/plain traceback. */
export const ERROR_MIME = "application/vnd.pinlight.error+json";
export const ErrorDetail = z.object({
  name: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  line: z.int().optional(),
  frames: z
    .array(z.object({ file: z.string(), line: z.int().nullable(), function: z.string(), text: z.string().nullable() }))
    .default([]),
});
export type ErrorDetail = z.infer<typeof ErrorDetail>;
