import type { Ack, Answer, ClientEventName, ClientEvents, Request } from "#lib/protocol/live.ts";

/** The way to the server, as long as the page has joined its workspace. */
export type Line = {
  isJoined(): boolean;
  request<E extends ClientEventName>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<Ack<Answer<E>>>;
  /** For what is worth nothing later. */
  tell<E extends ClientEventName>(event: E, request: Request<E>): void;
};
