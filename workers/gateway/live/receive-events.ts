// One socket's events: each is parsed once, within its sender's limits, and always answered, also when it is malformed.
import { AppError, wireError } from "#lib/errors.ts";
import { type ClientEventName, clientEvents } from "#lib/protocol/live.ts";
import type { RateLimit } from "../limit-rate.ts";
import { handlers, type LiveContext } from "./handlers.ts";
import type { LiveSocket } from "./live-socket.ts";

export type EventLimits = { bySocket: RateLimit; byWorkspace: RateLimit };

export function receiveEvents(
  live: LiveContext,
  socket: LiveSocket,
  limits: EventLimits,
  onFailure: (event: string, error: unknown) => void,
): void {
  socket.onAny(async (event: string, ...parts: unknown[]) => {
    const last = parts.at(-1);
    const acknowledge = typeof last === "function" ? (last as (answer: unknown) => void) : () => undefined;
    try {
      await limits.bySocket(socket.id);
      if (socket.data.joined) await limits.byWorkspace(socket.data.joined.workspaceId);
      if (!Object.hasOwn(clientEvents, event)) {
        throw new AppError("bad-request", `There is no event named ${event.slice(0, 100)}.`);
      }
      const name = event as ClientEventName;
      const request = clientEvents[name].request.parse(typeof parts[0] === "function" ? undefined : parts[0]);
      const answer = await handlers[name](live, socket, request as never);
      acknowledge({ ok: true, ...answer });
    } catch (error) {
      const told = wireError(error);
      if (told.code === "internal") onFailure(event, error);
      acknowledge({ ok: false, error: told });
    }
  });
}
