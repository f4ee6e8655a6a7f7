// What the agent tells about itself: for people it is printed as sentences, with --json as it is.
export type AgentEvent =
  /** The first comparison is done, and changes from now on are sent. */
  | { event: "ready"; revision: number; files: number; root: string }
  /** Accepted and durable. `ms`: from the first notice of the change to the answer. */
  | {
      event: "commit";
      revision: number;
      applied: number;
      changes: number;
      /** The first few of them. */
      paths: string[];
      ms: number;
      /** Saves of others that this one replaced without having seen them; they stay in the history (A3). */
      overwrote: { path: string; revision: number }[];
    }
  | { event: "offline"; reason: string; since: string }
  | { event: "online"; offlineMs: number }
  | { event: "skipped"; path: string; because: string }
  | { event: "note"; path: string; message: string }
  | { event: "warning"; message: string }
  | { event: "stopped"; code: string; message: string };

/** Ends the agent: nothing that it could do by itself would help. `message` says the cause and the next step. */
export class AgentStopped extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "AgentStopped";
    this.code = code;
  }
}
