// The token never comes from the command line, which every user of a machine can read: it comes from PINLIGHT_TOKEN, or
// from the config file, by the server's origin.
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const Config = z.object({ servers: z.record(z.string(), z.object({ token: z.string().min(1) })).default({}) });

export type FoundToken = { token: string; warning: string | null };

type Environment = Record<string, string | undefined>;

export function configFile(env: Environment): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "pinlight", "config.json");
}

/** Null: there is none for this server. Throws with a sentence where the config file is damaged. */
export function readToken(origin: URL, env: Environment): FoundToken | null {
  if (env.PINLIGHT_TOKEN) return { token: env.PINLIGHT_TOKEN.trim(), warning: null };
  const file = configFile(env);
  const text = readIfThere(file);
  if (text === null) return null;
  const token = parseConfig(file, text).servers[origin.origin]?.token;
  if (token === undefined) return null;
  const isOpen = process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
  return { token, warning: isOpen ? `${file} can be read by others: chmod 600 ${file}` : null };
}

function parseConfig(file: string, text: string): z.infer<typeof Config> {
  const shape = `{"servers": {"https://pinlight.example": {"token": "..."}}}`;
  try {
    return Config.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is not of the form ${shape}`);
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}
