// How much one sender may ask for in a while: enough for whoever follows every save, and not for a loop gone wild.
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "#lib/errors.ts";
import { limits } from "#lib/protocol/limits.ts";

export type RateLimit = (sender: string) => Promise<void>;

const SECONDS = 10;

/** Throws an AppError "rate-limited" that says when to go on. `what`: as in "too many … from one …". */
export function rateLimit(points: number, what: string): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: SECONDS });
  return async (sender) => {
    try {
      await limiter.consume(sender);
    } catch (refused) {
      const wait = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1_000));
      throw new AppError(
        "rate-limited",
        `Too many ${what}: at most ${points} in ${SECONDS} seconds. Nothing was done; go on in ${wait} s.`,
      );
    }
  };
}

export const socketEvents = () => rateLimit(limits.eventsPerSocket, "messages over one connection");
export const workspaceEvents = () => rateLimit(limits.eventsPerWorkspace, "messages to one workspace");
export const workspaceCommits = () => rateLimit(limits.commitsPerWorkspace, "commits to one workspace");
