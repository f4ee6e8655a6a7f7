import { AgentStopped } from "./agent-event.ts";
import type { SyncFailure } from "./sync-client.ts";

/** Why this failure ends the agent, as a sentence with the next step; null: trying again may help. */
export function stopFor(
  failure: SyncFailure,
  about: { origin: URL; workspace: string; once: boolean; hasMet: boolean },
): AgentStopped | null {
  const { code, message } = failure;
  const server = about.origin.origin;
  switch (code) {
    case "upgrade-required":
      return new AgentStopped(code, `${server} needs another version of this agent: ${message}`);
    case "unauthenticated":
      return new AgentStopped(
        code,
        `${server} does not accept the token: ${message} The token is read from PINLIGHT_TOKEN or the config file.`,
      );
    case "forbidden":
      return new AgentStopped(code, `The token may not write to ${about.workspace}: ${message}`);
    case "not-found":
      return new AgentStopped(code, `${server} has no workspace ${about.workspace} for this token: ${message}`);
    case "not-pinlight":
      // A proxy's error page in the middle of a deploy looks the same; at the first contact it is a wrong address.
      if (!about.hasMet)
        return new AgentStopped(code, `${server} is not a Pinlight server: ${message}. Check --server.`);
      break;
    default:
      if (failure.kind === "refused") return new AgentStopped(code, `${server} refused to go on: ${message}`);
  }
  return about.once ? new AgentStopped(code, `${server} cannot be reached: ${message}.`) : null;
}
