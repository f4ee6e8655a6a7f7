// How every server process begins and ends: it says when it is ready, stops cleanly on a signal, and does not outlive
// the supervisor that started it.
import type { Logger } from "pino";

const GRACE_MS = 8_000;

export function sayReady(): void {
  process.send?.({ ready: true });
}

/** Settles never; calls `stop` once, on the first signal or when the parent has gone, and exits. */
export function serveUntilTold(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (cause: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ cause }, "stopping");
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error({ error: error.message }, "did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => end("SIGTERM"));
  process.on("SIGINT", () => end("SIGINT"));
  process.on("disconnect", () => end("the supervisor has gone"));
  process.on("unhandledRejection", (error) => log.error({ error: String(error) }, "unhandled rejection"));
}
