// Errors of ours are a closed set, mapped once per transport. A user's failing Python is no error of ours.

import { z } from "zod";
import { type ErrorCode, httpStatus, type WireError } from "#lib/protocol/error.ts";

export class AppError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
  }
  get status(): number {
    return httpStatus[this.code];
  }
}

/** What an answer may say of any thrown thing: our own errors as they are, anything else only as "internal". */
export function wireError(thrown: unknown): WireError {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof z.ZodError) return { code: "bad-request", message: firstIssue(thrown) };
  return { code: "internal", message: "The service failed. The cause is in its log; trying again is safe." };
}

/** Parses at a door; what does not fit becomes a bad-request that names the field. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("bad-request", firstIssue(parsed.error));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "the message is malformed";
  const where = issue.path.join(".");
  return where ? `${where}: ${issue.message}` : issue.message;
}
