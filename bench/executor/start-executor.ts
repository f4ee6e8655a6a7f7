// The executor as a sandbox has it, without the sandbox: `python3 -m pinlight_executor serve` in a folder of its own.
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bareEnvironment, executorEnvironment } from "#lib/sandbox/environment.ts";
import { findPython } from "#lib/sandbox/find-python.ts";
import { FrameProcess } from "./frame-process.ts";

export type Executor = {
  process: FrameProcess;
  /** From the start of the process to its `hello`. */
  helloMs: number;
  python: string;
  pid: number;
  close(): Promise<void>;
};

const EXECUTOR = path.resolve(import.meta.dirname, "../../executor");

/** Folders that are in use: whoever ends the bench early leaves none behind. */
const folders = new Set<string>();
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Starts it and waits for its `hello`. `warm`: libraries that are imported before the first fork. */
export async function startExecutor({ warm }: { warm: string[] }): Promise<Executor> {
  const started = await startPython(["-m", "pinlight_executor", "serve"], {
    PINLIGHT_WARM: warm.join(","),
    // An audit that falls into a pause would be measured with the edit after it.
    PINLIGHT_AUDIT_IDLE_S: "-1",
  });
  try {
    const { head, at } = await started.process.next(({ head }) => head.type === "hello");
    if (head.type !== "hello") throw new Error("no hello");
    return { ...started, helloMs: at - started.began, python: head.python, pid: head.pid };
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** `floor.py` beside it: the same interpreter, the same environment, the same pipes. */
export function startFloor(kind: "echo" | "exec"): Promise<Pick<Executor, "process" | "close">> {
  return startPython([path.join(import.meta.dirname, "floor.py"), kind], {});
}

async function startPython(args: string[], variables: Record<string, string>) {
  const { executable, userBase } = await findPython(process.env.PINLIGHT_PYTHON);
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinlight-bench-"));
  folders.add(folder);
  const [work, home, tmp] = ["work", "home", "tmp"].map((name) => path.join(folder, name)) as [string, string, string];
  for (const place of [work, home, tmp]) await mkdir(place);
  const programs = [path.dirname(executable), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  const env = executorEnvironment({ mark: "bench", executorDir: EXECUTOR, home, tmp, path: programs, userBase });
  const began = performance.now();
  const peer = new FrameProcess({
    python: executable,
    args,
    cwd: work,
    env: bareEnvironment({ ...env, ...variables }),
  });
  const close = async () => {
    await peer.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    folders.delete(folder);
  };
  return { process: peer, began, close };
}
