import net from "node:net";
import { Problem } from "./problem.ts";

/** Below the range from which outgoing connections take theirs: a port there may be lost between two starts. */
const FIRST_PRIVATE = 20_000;
const LAST_PRIVATE = 32_000;
const PUBLIC_PORT = 4321;

async function isFree(port: number, host: string): Promise<boolean> {
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

/** The ports that people's browsers may use: the one asked for; else one after the other from 4321. */
export function publicPorts(asked: number | null): number[] {
  return asked === null ? Array.from({ length: 200 }, (_, index) => PUBLIC_PORT + index) : [asked];
}
