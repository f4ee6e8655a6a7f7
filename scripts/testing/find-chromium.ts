// The browser of the end-to-end tests: one that the system has; else it is installed where that needs nobody's password.
import { execFile, spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { promisify } from "node:util";
import { findProgram } from "../up/find-program.ts";

const run = promisify(execFile);
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const apart = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
// Without the font, the pin's sign is an empty box.
const packages = ["chromium", "fonts-noto-color-emoji"];

/** Its whole path. Throws one sentence with the line that installs it. */
export async function findChromium(): Promise<string> {
  const found = (await findInstalled()) ?? (await install());
  if (found) return found;
  const line = process.platform === "darwin" ? "brew install --cask chromium" : `apt-get install ${packages.join(" ")}`;
  throw new Error(`the end-to-end tests need Chromium. Install it: ${line}   (or name one in CHROMIUM_PATH)`);
}

async function findInstalled(): Promise<string | null> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  for (const name of names) {
    const file = await findProgram(name);
    if (file) return file;
  }
  return access(apart, constants.X_OK).then(
    () => apart,
    () => null,
  );
}

async function install(): Promise<string | null> {
  if (!(await findProgram("apt-get"))) return null;
  const before = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const may =
    before.length === 0 ||
    (await run("sudo", ["-n", "true"]).then(
      () => true,
      () => false,
    ));
  if (!may) return null;
  const words = ["apt-get", "install", "-y", "--no-install-recommends", ...packages];
  process.stderr.write(`· installing Chromium for the end-to-end tests: ${[...before, ...words].join(" ")} …\n`);
  for (const command of [["apt-get", "update"], words]) await apt([...before, ...command]);
  return findInstalled();
}

/** What it says is shown when it fails. */
async function apt([program = "", ...args]: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-3_000);
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) process.stderr.write(`${said}\n`);
}
