import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { syncCommand } from "#agent/command.ts";
import { runCommand } from "#agent/run-command.ts";
import { doctorCommand } from "./doctor.ts";
import { upCommand } from "./up/up-command.ts";

// dist/cli.mjs lies one folder below the project.
const root = path.resolve(import.meta.dirname, "..");
const { version, description } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

const program = new Command("pinlight")
  .description(description)
  .version(version)
  .showHelpAfterError("(pinlight --help tells more)")
  .addCommand(upCommand(root))
  .addCommand(syncCommand())
  .addCommand(runCommand())
  .addCommand(doctorCommand(root));

for (const command of [program, ...program.commands]) {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}
await program.parseAsync();
