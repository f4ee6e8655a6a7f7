// A spawned child as a SandboxProcess. A sandbox ends in one way only, whoever asks for it: `end` of its driver
// runs once, the child is waited for, and its output is drained, because a full pipe would keep it from dying.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { SandboxProcess } from "./port.ts";

export type Ending = {
  /** Ends every process of the sandbox; called at most once, also after the child went by itself. */
  end(): Promise<void>;
  /** Removes what the sandbox left on the host, after everything of it has gone. */
  tidy(): Promise<void>;
};

/** Throws when the program cannot be started. */
export async function superviseChild(child: ChildProcess, what: string, ending: Ending): Promise<SandboxProcess> {
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await once(child, "spawn").catch(async (cause: Error) => {
    await ending.tidy();
    throw new Error(`cannot start ${what}: ${cause.message}`, { cause });
  });

  const { stdin, stdout, stderr } = child as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };
  // Writing to a sandbox that has gone is no fault of the writer: it hears of that from `exited`.
  for (const stream of child.stdio) stream?.on("error", () => {});

  let over: Promise<void> | undefined;
  const finish = () => {
    over ??= ending
      .end()
      .then(() => exited)
      .then(() => ending.tidy());
    return over;
  };
  exited.then(finish).catch(() => {});

  return {
    stdin,
    stdout,
    stderr,
    exited,
    kill() {
      stdout.resume();
      stderr.resume();
      return finish();
    },
  };
}
