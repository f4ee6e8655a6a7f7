// The commands as a program of their own: bundled once per test file, then started like the installed one.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { until } from "./until.ts";

const here = dirname(fileURLToPath(import.meta.url));
export const executorFolder: string = join(here, "..", "..", "executor");

export type Ended = { code: number | null; stdout: string; stderr: string };
export type StartOptions = { env?: Record<string, string>; cwd?: string; uid?: number };

export class BuiltCli {
  readonly folder: string = mkdtempSync(join(tmpdir(), "pinlight-cli-"));
  private readonly program: string = join(this.folder, "dist", "cli.mjs");

  static async build(): Promise<BuiltCli> {
    const cli = new BuiltCli();
    // Another user must be able to start it.
    chmodSync(cli.folder, 0o755);
    mkdirSync(join(cli.folder, "dist"));
    const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
    await build({
      stdin: { contents: program, resolveDir: join(here, ".."), loader: "ts" },
      outfile: cli.program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner: { js: banner },
    });
    return cli;
  }

  start(args: string[], options: StartOptions = {}): RunningCli {
    return new RunningCli(this.program, args, options, this.folder);
  }

  run(args: string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const program = `
  import { Command } from "commander";
  import { syncCommand } from "./command.ts";
  import { runCommand } from "./run-command.ts";
  await new Command("pinlight").addCommand(syncCommand()).addCommand(runCommand()).parseAsync();
`;

export class RunningCli {
  readonly lines: string[] = [];
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcessWithoutNullStreams;
  private stderr = "";

  constructor(program: string, args: string[], options: StartOptions, home: string) {
    const { PATH = "" } = process.env;
    const { uid } = options;
    const env = { PATH, HOME: home, ...options.env } as unknown as NodeJS.ProcessEnv;
    const identity = uid === undefined ? {} : { uid, gid: uid };
    this.child = spawn(process.execPath, [program, ...args], { cwd: options.cwd ?? home, env, ...identity });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.lines.push(line));
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.on("close", (code) => resolve({ code, stdout: this.lines.join("\n"), stderr: this.stderr }));
    });
  }

  said(what: RegExp): Promise<void> {
    return until(
      () => `${what} in ${this.lines.join("\n")}${this.stderr}`,
      () => this.lines.some((line) => what.test(line)),
    );
  }

  end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}
