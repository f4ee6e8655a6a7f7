import { once } from "node:events";
import { readFile } from "node:fs/promises";
import WebSocket from "ws";

/** What a process has to be started with, so that it opens its inspector at a port of its own. */
export const INSPECTED = "--inspect-port=0";

/**
 * Has a Node process collect its garbage, by its inspector: what it then uses is what it holds. `log`: where it writes to
 * standard error, and says where it listens.
 */
export async function collectGarbage(pid: number, log: string): Promise<void> {
  process.kill(pid, "SIGUSR1");
  let address: string | undefined;
  while (!address) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    address = [...(await readFile(log, "utf8")).matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1];
  }
  const socket = new WebSocket(address);
  await once(socket, "open");
  // The second gives back what the first has emptied.
  for (const id of [1, 2]) {
    socket.send(JSON.stringify({ id, method: "HeapProfiler.collectGarbage" }));
    await once(socket, "message");
  }
  socket.close();
}
