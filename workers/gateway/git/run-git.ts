import { spawn } from "node:child_process";
import { AppError } from "#lib/errors.ts";

/** Nothing of the machine's or a person's configuration may change what git does here. */
export function gitEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, NODE_ENV } = process.env;
  return {
    NODE_ENV,
    ...{ PATH, HOME: "/nonexistent", LC_ALL: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    ...{ GIT_TERMINAL_PROMPT: "0", ...extra },
  };
}

export type GitResult = { code: number; stdout: Buffer; stderr: string };

/** Runs git in a repository to its end. Throws when git is not installed; its exit code is the caller's matter. */
export function runGit(
  repository: string,
  words: string[],
  options: { input?: Uint8Array | AsyncIterable<Uint8Array>; env?: Record<string, string> } = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--git-dir", repository, ...words], {
      env: gitEnvironment(options.env),
      stdio: "pipe",
    });
    const stdout: Buffer[] = [];
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    child.on("error", (cause) =>
      reject(new AppError("unavailable", "This server has no git: install it to push and clone.", { cause })),
    );
    child.on("close", (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(stdout), stderr }));
    child.stdin.on("error", () => undefined);
    void feed(child.stdin, options.input).catch(reject);
  });
}

async function feed(
  stdin: NodeJS.WritableStream,
  input: Uint8Array | AsyncIterable<Uint8Array> | undefined,
): Promise<void> {
  if (input === undefined) return void stdin.end();
  if (input instanceof Uint8Array) return void stdin.end(input);
  for await (const chunk of input) {
    if (!stdin.write(chunk)) await new Promise((resolve) => stdin.once("drain", resolve));
  }
  stdin.end();
}

/** Standard output as text; a failure becomes an error that tells git's own words. */
export async function gitText(
  repository: string,
  words: string[],
  options?: Parameters<typeof runGit>[2],
): Promise<string> {
  const { code, stdout, stderr } = await runGit(repository, words, options);
  if (code !== 0) throw new Error(`git ${words[0]}: ${stderr.trim() || `exit code ${code}`}`);
  return stdout.toString("utf8");
}
