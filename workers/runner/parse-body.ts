import type { z } from "zod";

/**
 * A frame's JSON body. Text that a database or a browser could not take (NUL, half surrogates) is replaced here, once,
 * so that what is sent live and what is stored are the same.
 */
export function parseBody<S extends z.ZodType>(schema: S, body: Buffer): z.infer<S> {
  const text = body.toString("utf8");
  const value: unknown = text.includes("\\u") ? JSON.parse(text, (_key, item) => cleanValue(item)) : JSON.parse(text);
  return schema.parse(value);
}

export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

const cleanValue = (item: unknown) => (typeof item === "string" ? cleanText(item) : item);
