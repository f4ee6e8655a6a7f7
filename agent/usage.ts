// One way to be wrong on the command line: one line that says what to do, exit code 2.
import type { Command } from "commander";

export const exitCodes = { ok: 0, failure: 1, usage: 2 } as const;

export function withUsageErrors(command: Command): Command {
  const help = `see \`pinlight ${command.name()} --help\``;
  return command
    .configureOutput({
      outputError: (text, write) => {
        const line = text
          .trim()
          .replace(/\s*\n\s*/g, " ")
          .replace(/\.?$/, "");
        write(`${line} (${help})\n`.replace(`) (${help})`, `; ${help})`));
      },
    })
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
    });
}
