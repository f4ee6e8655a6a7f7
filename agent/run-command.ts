// `pinlight run`: a document without a service, through the same executor, its blocks printed. Nothing is written but what
// the document's own code writes: the executor is handed the file's exact text and no other file.
import { readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { printBlocks } from "./print-blocks.ts";
import { runDocument } from "./run-document.ts";
import { exitCodes, withUsageErrors } from "./usage.ts";
import { workspaceAround } from "./workspace-around.ts";

export function runCommand(): Command {
  const command = new Command("run")
    .description("run a document here, through the same executor as the service, and print its blocks")
    .argument("<file>", "a Python file", parseFile)
    .option("--json", "the executor's answer as one line of JSON", false);
  return withUsageErrors(command).action(async (file: string, flags: { json: boolean }) => {
    process.exitCode = await run(file, flags.json);
  });
}

async function run(file: string, json: boolean): Promise<number> {
  try {
    const source = readSource(file);
    const folder = workspaceAround(file);
    const path = relative(folder, file).split(sep).join("/");
    const answer = await runDocument({ folder, path, source });
    process.stdout.write(
      json ? `${JSON.stringify(answer)}\n` : printBlocks(answer, { colours: process.stdout.isTTY ?? false }),
    );
    // A document may end itself (sys.exit): whether that was a failure, its block says.
    const ended = answer.status === "ok" || answer.status === "exited";
    return ended && answer.blocks.every((block) => block.ok !== false) ? exitCodes.ok : exitCodes.failure;
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    return exitCodes.failure;
  }
}

/** The text whose UTF-8 bytes are exactly the file's: the executor writes it back as it is. */
function readSource(file: string): string {
  const bytes = readFileSync(file);
  const source = bytes.toString("utf8");
  if (Buffer.from(source).equals(bytes)) return source;
  throw new Error(`${file} is not UTF-8; save it as UTF-8 to run it`);
}

function parseFile(text: string): string {
  const found = statSync(text, { throwIfNoEntry: false });
  if (!found) throw new InvalidArgumentError("There is no such file.");
  if (!found.isFile()) throw new InvalidArgumentError("This is not a file.");
  if (!text.endsWith(".py")) throw new InvalidArgumentError("A document's name ends in .py.");
  return resolve(text);
}
