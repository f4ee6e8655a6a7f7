// One document through the executor's black-box door: one line in, one line out.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Reason } from "#lib/protocol/block.ts";
import { Element } from "#lib/protocol/element.ts";

export const SessionAnswer = z.looseObject({
  status: z.string(),
  /** Why the run ended before its end. */
  message: z.string().nullish(),
  error: z.looseObject({ message: z.string(), hint: z.string().nullish() }).nullish(),
  blocks: z.array(
    z.looseObject({
      id: z.string(),
      source: z.string(),
      ran: z.boolean(),
      reason: z.union([z.string(), Reason]).nullish(),
      ok: z.boolean().nullish(),
      elements: z.array(Element),
    }),
  ),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

const signals = ["SIGINT", "SIGTERM"] as const;

/** `folder` is the working directory, `path` the document's place in it. Throws with a sentence when nothing was run. */
export async function runDocument(input: { folder: string; path: string; source: string }): Promise<SessionAnswer> {
  const executor = process.env.PINLIGHT_EXECUTOR || fileURLToPath(new URL("../executor", import.meta.url));
  if (!existsSync(join(executor, "pinlight_executor"))) {
    throw new Error(
      `there is no executor at ${executor}; set PINLIGHT_EXECUTOR to the folder that holds pinlight_executor`,
    );
  }
  const python = process.env.PINLIGHT_PYTHON || "python3";
  const child = spawn(python, ["-m", "pinlight_executor", "session"], {
    cwd: input.folder,
    env: {
      ...process.env,
      PYTHONPATH: [executor, process.env.PYTHONPATH].filter(Boolean).join(":"),
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const stop = () => child.kill();
  for (const signal of signals) process.once(signal, stop);
  const ended = new Promise<string>((resolve, reject) => {
    child.on("error", () =>
      reject(new Error(`${python} cannot be started; install Python 3.10 or newer, or set PINLIGHT_PYTHON`)),
    );
    child.on("close", (code, signal) => resolve(signal ?? String(code)));
  });
  // A session that died is told by its end.
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${JSON.stringify({ path: input.path, source: input.source })}\n`);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const end = await ended.finally(() => {
    for (const signal of signals) process.removeListener(signal, stop);
  });
  return parseAnswer(Buffer.concat(chunks).toString("utf8"), end);
}

function parseAnswer(output: string, end: string): SessionAnswer {
  const [line = ""] = output.split("\n");
  if (line === "") throw new Error(`the executor ended (${end}) before it answered`);
  try {
    return SessionAnswer.parse(JSON.parse(line));
  } catch {
    throw new Error("the executor's answer is not one that this version understands; use the executor it came with");
  }
}
