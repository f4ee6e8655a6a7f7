// The few things that every HTTP door of the gateway does alike: bounded bodies, JSON answers, one map of errors.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { AppError, wireError } from "#lib/errors.ts";
import { httpStatus } from "#lib/protocol/error.ts";

export type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL };

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const body = await readBody(request, maxBytes);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AppError("bad-request", "The body is not JSON.");
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

export function sendError(exchange: Exchange, thrown: unknown, log: Logger): void {
  const { request, response, url } = exchange;
  // Whoever went away in the middle gets no answer.
  if (request.destroyed && !request.complete) return void response.destroy();
  const error = wireError(thrown);
  if (error.code === "internal")
    log.error({ path: url.pathname, error: String(thrown), stack: (thrown as Error)?.stack }, "request failed");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What the client still sends is not read: the connection cannot be used again.
  if (!request.complete) response.setHeader("connection", "close");
  sendJson(response, httpStatus[error.code], { error });
}

const tooLarge = (maxBytes: number) => new AppError("too-large", `The body is larger than ${maxBytes} bytes.`);
