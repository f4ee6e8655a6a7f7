// A whole Pinlight as a newcomer starts it: `pinlight up DIR --json` on a folder of its own, with its own data folder,
// Postgres, Valkey, sandbox and a real agent process.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const Ready = z.object({
  url: z.string(),
  workspace: z.string(),
  shareUrl: z.string(),
  shareToken: z.string(),
  agentToken: z.string(),
  dataDir: z.string(),
});
export type Ready = z.infer<typeof Ready>;

const root = path.resolve(import.meta.dirname, "../..");
const START_MS = 300_000;

export class Installation {
  readonly dir: string;
  readonly dataDir: string;
  private readonly base: string;
  private supervisor: ChildProcess | null = null;
  private said = "";
  ready!: Ready;

  private constructor(base: string) {
    this.base = base;
    this.dir = path.join(base, "tree");
    this.dataDir = path.join(base, "data");
  }

  /** Files are there before the start, as a newcomer's are. */
  static async start(files: Record<string, string>): Promise<Installation> {
    const base = await mkdtemp(path.join(os.tmpdir(), "pinlight-e2e-"));
    const installation = new Installation(base);
    await mkdir(installation.dir, { recursive: true });
    for (const [name, text] of Object.entries(files)) await installation.write(name, text);
    await installation.up();
    return installation;
  }

  async up(): Promise<void> {
    const words = ["bin/pinlight", "up", this.dir, "--json", "--data", this.dataDir];
    const child = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.supervisor = child;
    this.said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString("utf8")).slice(-20_000);
    });
    this.ready = await new Promise<Ready>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${why}\n${this.said}`));
      const timer = setTimeout(() => fail("pinlight up was not ready in time"), START_MS);
      createInterface({ input: child.stdout }).once("line", (line) => {
        clearTimeout(timer);
        resolve(Ready.parse(JSON.parse(line)));
      });
      child.once("exit", (code) => fail(`pinlight up ended with code ${code}`));
    });
  }

  /** As Ctrl-C does; settles when the supervisor has gone. */
  async down(): Promise<void> {
    const child = this.supervisor;
    this.supervisor = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await gone;
  }

  async close(): Promise<void> {
    await this.down();
    await rm(this.base, { recursive: true, force: true });
  }

  /** Everything that the supervisor has said on standard error so far. */
  get words(): string {
    return this.said;
  }

  /** As editors save: written beside, then renamed over. */
  async write(name: string, text: string): Promise<void> {
    const target = path.join(this.dir, name);
    await mkdir(path.dirname(target), { recursive: true });
    const beside = `${target}.tmp`;
    await writeFile(beside, text);
    await rename(beside, target);
  }

  async remove(name: string): Promise<void> {
    await rm(path.join(this.dir, name));
  }

  async move(from: string, to: string): Promise<void> {
    await rename(path.join(this.dir, from), path.join(this.dir, to));
  }

  async ownerUrl(): Promise<string> {
    const secrets = JSON.parse(await readFile(path.join(this.dataDir, "secrets.json"), "utf8"));
    return `${this.ready.url}/s/${secrets.workspaces[this.ready.workspace].ownerToken}`;
  }

  documentUrl(name: string): string {
    const path = name.split("/").map(encodeURIComponent).join("/");
    return `${this.ready.url}/w/${this.ready.workspace}/${path}`;
  }
}
