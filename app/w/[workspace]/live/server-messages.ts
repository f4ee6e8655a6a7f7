import type { z } from "zod";
import { type ServerEventName, serverEvents } from "#lib/protocol/live.ts";

export type ServerMessage = {
  [E in ServerEventName]: { event: E; message: z.infer<(typeof serverEvents)[E]> };
}[ServerEventName];

export const serverEventNames = Object.keys(serverEvents) as ServerEventName[];

/** The browser's door: null for what this page does not understand, which a newer server may send. */
export function parseServerMessage(event: ServerEventName, value: unknown): ServerMessage | null {
  const parsed = serverEvents[event].safeParse(value);
  return parsed.success ? ({ event, message: parsed.data } as ServerMessage) : null;
}
