// The closed set of error codes: every door answers with one of these and a sentence for people.
import { z } from "zod";

export const ErrorCode = z.enum([
  "bad-request",
  "unauthenticated",
  "forbidden",
  "not-found",
  "conflict",
  "too-large",
  "unprocessable",
  "rate-limited",
  "upgrade-required",
  "unavailable",
  "internal",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const WireError = z.object({ code: ErrorCode, message: z.string() });
export type WireError = z.infer<typeof WireError>;

/** The HTTP status of a code; the one table that maps them. */
export const httpStatus: Record<ErrorCode, number> = {
  "bad-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  unprocessable: 422,
  "rate-limited": 429,
  "upgrade-required": 426,
  unavailable: 503,
  internal: 500,
};
