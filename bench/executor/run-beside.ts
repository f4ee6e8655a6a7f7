import { spawn } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";

const Medians = z.record(z.string(), z.number().positive());

/** Runs a shell command that prints one JSON object of names and milliseconds. Throws a sentence when it does not. */
export async function runBeside(command: string): Promise<Record<string, number>> {
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  try {
    return Medians.parse(JSON.parse(said));
  } catch (cause) {
    throw new Error(`${command} did not print one JSON object of {"name": milliseconds}`, { cause });
  }
}
