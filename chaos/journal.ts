// What happened when, for whoever has to find out why a run of the harness failed.
import { createWriteStream, type WriteStream } from "node:fs";

export class Journal {
  readonly file: string;
  private readonly stream: WriteStream;

  constructor(file: string) {
    this.file = file;
    this.stream = createWriteStream(file, { flags: "a" });
  }

  note(text: string): void {
    this.stream.write(`${new Date().toISOString()} ${text.replaceAll("\n", " | ")}\n`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.stream.end(resolve));
  }
}
