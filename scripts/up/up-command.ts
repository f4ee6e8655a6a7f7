import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { explainSystemError, Problem } from "./problem.ts";
import { type Running, runUp } from "./run-up.ts";

const portNumber = (text: string) => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
};

export function upCommand(root: string): Command {
  return new Command("up")
    .description("start Pinlight on this machine and sync a folder to it (the same as npm start)")
    .argument("[DIR]", "the folder to sync", path.join(root, "examples"))
    .option("--port <number>", "the public port (default: the first free one from 4321)", portNumber)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--data <DIR>", "where databases, secrets and logs are kept", path.join(root, ".pinlight"))
    .option("--json", "print one line of JSON on standard output when ready, and nothing else")
    .option("--no-sync", "start with an empty workspace and no sync agent")
    .action(
      async (dir: string, options: { port?: number; host: string; data: string; json?: boolean; sync: boolean }) => {
        const say = (text: string) => void process.stderr.write(`${text}\n`);
        const signals = stopOnSignal(say);
        const running = await guard(() =>
          runUp(
            {
              ...{ root, host: options.host, data: path.resolve(options.data), json: options.json === true },
              ...{ folder: options.sync ? path.resolve(dir) : null, port: options.port ?? null },
            },
            say,
            signals.told,
          ),
        );
        signals.stopThis(running);
        if (options.json) process.stdout.write(`${JSON.stringify(running.ready)}\n`);
        const text = await running.describe();
        (options.json ? process.stderr : process.stdout).write(text);
      },
    );
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const sentence = error instanceof Problem ? error.message : explainSystemError(error);
    process.stderr.write(`pinlight: ${sentence ?? (error as Error).stack}\n`);
    process.exit(1);
  }
}

/** Listens from the first moment on: what a start has begun when Ctrl-C comes has to end as well. */
function stopOnSignal(say: (text: string) => void): { told: AbortSignal; stopThis(running: Running): void } {
  const told = new AbortController();
  let present: Running | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (told.signal.aborted) {
        present?.stopNow();
        process.exit(1);
      }
      told.abort();
      say("Stopping (once more: at once)");
      present?.stop().then(() => process.exit(0));
    });
  }
  const stopThis = (running: Running) => {
    present = running;
    if (told.signal.aborted) running.stop().then(() => process.exit(0));
  };
  return { told: told.signal, stopThis };
}
