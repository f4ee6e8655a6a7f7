import { FromExecutor } from "#lib/protocol/kernel.ts";
import { sandboxLimits } from "./limits.ts";
import type { SandboxDriver, SandboxProcess } from "./port.ts";

type Hello = Extract<FromExecutor, { type: "hello" }>;

const helloMs = 30_000;
const prefixBytes = 8;

/**
 * Starts a sandbox, waits for its executor's hello and ends it again. Throws one sentence, with the last lines of
 * what the sandbox said, when it does not start, ends, says something else, or says nothing for 30 s.
 */
export async function probeByRunning(driver: Pick<SandboxDriver, "start">): Promise<Hello> {
  const sandbox = await driver.start({ name: "probe", limits: sandboxLimits() });
  let said = "";
  sandbox.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it said nothing for ${helloMs / 1000} s`), helloMs);
  });
  try {
    const first = await Promise.race([readHello(sandbox), late]);
    if (typeof first !== "string") return first;
    throw new Error(`the sandbox's executor did not start: ${[first, said.trim()].filter(Boolean).join(": ")}`);
  } finally {
    clearTimeout(timer);
    await sandbox.kill();
  }
}

/** The first frame when it is a hello, else what happened instead. */
function readHello(sandbox: SandboxProcess): Promise<Hello | string> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    sandbox.stdout.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < prefixBytes) return;
      const end = prefixBytes + bytes.readUInt32BE(0);
      if (bytes.length >= end) resolve(parseHello(bytes.subarray(prefixBytes, end)));
    });
    // After its output, so that what it said before it ended is known.
    sandbox.stdout.on("close", () => {
      sandbox.exited.then(({ code, signal }) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
  });
}

function parseHello(header: Buffer): Hello | string {
  try {
    const frame = FromExecutor.parse(JSON.parse(header.toString()));
    return frame.type === "hello" ? frame : `its first frame was ${frame.type}`;
  } catch {
    return "its first frame was malformed";
  }
}
