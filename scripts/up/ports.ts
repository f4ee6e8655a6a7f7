import net from "node:net";
import { Problem } from "./problem.ts";

/** Below the range from which outgoing connections take theirs: a port there may be lost between two starts. */
const FIRST_PRIVATE = 20_000;
const LAST_PRIVATE = 32_000;
export const PUBLIC_PORT = 4321;

export async function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port for a process of our own, on the loopback interface. */
export async function privatePort(taken: Set<number>): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const port = FIRST_PRIVATE + Math.floor(Math.random() * (LAST_PRIVATE - FIRST_PRIVATE));
    if (taken.has(port) || !(await isFree(port, "127.0.0.1"))) continue;
    taken.add(port);
    return port;
  }
  throw new Problem("No free port was found between 20000 and 32000.");
}

/** The port that people's browsers use: the one asked for or an error; else the first free one from 4321. */
export async function publicPort(asked: number | null, host: string): Promise<number> {
  if (asked !== null) {
    if (asked === 0 || (await isFree(asked, host))) return asked;
    throw new Problem(`Port ${asked} is taken. Choose another with --port, or leave it away.`);
  }
  for (let port = PUBLIC_PORT; port < PUBLIC_PORT + 200; port += 1) if (await isFree(port, host)) return port;
  throw new Problem(`No free port was found from ${PUBLIC_PORT} on. Choose one with --port.`);
}
