// The executor as a sandbox has it, without the sandbox: `python3 -m pinlight_executor serve` in a folder of its own.
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

/** Starts it and waits for its `hello`. `warm`: libraries that are imported before the first fork. */
export async function startExecutor({ warm }: { warm: string[] }): Promise<Executor> {
  const began = performance.now();
  const { process, remove } = await startPython(["-m", "pinlight_executor", "serve"], {
    PINLIGHT_WARM: warm.join(","),
    // An audit that falls into a pause would be measured with the edit after it.
    PINLIGHT_AUDIT_IDLE_S: "-1",
  });
  const close = async () => {
    await process.close();
    await remove();
  };
  try {
    const { head, at } = await process.next(({ head }) => head.type === "hello");
    if (head.type !== "hello") throw new Error("no hello");
    return { process, helloMs: at - began, python: head.python, pid: head.pid, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `floor.py` beside it: the same interpreter, the same environment, the same pipes. */
export async function startFloor(kind: "echo" | "exec"): Promise<Pick<Executor, "process" | "close">> {
  const { process, remove } = await startPython([path.join(import.meta.dirname, "floor.py"), kind], {});
  const close = async () => {
    await process.close();
    await remove();
  };
  return { process, close };
}

async function startPython(args: string[], variables: Record<string, string>) {
  const { executable, userBase } = await findPython(globalThis.process.env.PINLIGHT_PYTHON);
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinlight-bench-"));
  const places = { work: path.join(folder, "work"), home: path.join(folder, "home"), tmp: path.join(folder, "tmp") };
  for (const place of Object.values(places)) await mkdir(place);
  const env = executorEnvironment({
    mark: "bench",
    executorDir: EXECUTOR,
    home: places.home,
    tmp: places.tmp,
    path: [path.dirname(executable), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    userBase,
  });
  const process = new FrameProcess({
    python: executable,
    args,
    cwd: places.work,
    env: bareEnvironment({ ...env, ...variables }),
  });
  return { process, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
