// What a child says goes to a file; its last lines are kept, to be shown when it fails, and what it says as a warning or
// worse is handed on at once.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const TAIL_LINES = 20;

export type ServiceLogOptions = {
  /** What of a line concerns the person at the terminal; null: nothing. */
  remark?(line: string, stream: "stdout" | "stderr"): string | null;
  onRemark?(text: string): void;
};

export class ServiceLog {
  private readonly options: ServiceLogOptions;
  private readonly file: WriteStream | null;
  private lines: string[] = [];
  private reading: Promise<unknown>[] = [];

  /** `file`: null keeps the last lines only. The log of the start before is kept as NAME.1.log. */
  constructor(file: string | null, options: ServiceLogOptions = {}) {
    this.options = options;
    this.file = file ? openRotated(file) : null;
    // A full disk must not end the service for want of a log.
    this.file?.on("error", () => undefined);
  }

  take(child: ChildProcess): void {
    this.reading = [];
    this.read(child.stdout, "stdout");
    this.read(child.stderr, "stderr");
  }

  private read(stream: NodeJS.ReadableStream | null, name: "stdout" | "stderr"): void {
    if (!stream) return;
    const reader = createInterface({ input: stream });
    reader.on("line", (line) => {
      this.lines.push(line);
      if (this.lines.length > TAIL_LINES) this.lines.shift();
      this.file?.write(`${line}\n`);
      const remark = this.options.remark?.(line, name);
      if (remark) this.options.onRemark?.(remark);
    });
    this.reading.push(once(reader, "close"));
  }

  /** Settles when everything that an ended child said has been read. */
  async drained(): Promise<void> {
    await Promise.race([Promise.all(this.reading), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  }

  tail(): string {
    return this.lines.join("\n");
  }

  close(): void {
    this.file?.end();
  }
}

function openRotated(file: string): WriteStream {
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, file.replace(/\.log$/, ".1.log"));
  return createWriteStream(file, { mode: 0o600 });
}
