// A line between a client and a server that can go bad: cut, stalled or slow. It knows nothing of what travels on it.
import net from "node:net";

export class TcpProxy {
  port = 0;
  private readonly server: net.Server;
  private readonly targets: () => number[];
  private readonly pairs = new Set<{ sockets: net.Socket[]; lanes: Lane[] }>();
  private stalledUntil = 0;
  private slow = { until: 0, latencyMs: 0 };

  /** `targets`: ports in the order in which they are tried, asked for every connection. */
  private constructor(targets: () => number[]) {
    this.targets = targets;
    this.server = net.createServer((client) => void this.carry(client));
  }

  static async open(targets: () => number[]): Promise<TcpProxy> {
    const proxy = new TcpProxy(targets);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once("error", reject);
      proxy.server.listen(0, "127.0.0.1", resolve);
    });
    proxy.port = (proxy.server.address() as net.AddressInfo).port;
    return proxy;
  }

  /** Ends every connection without a word; what was on its way is lost. Returns how many. */
  cut(): number {
    const cut = this.pairs.size;
    for (const { sockets } of this.pairs) for (const socket of sockets) socket.destroy();
    return cut;
  }

  /** For so long nothing arrives at either end; then all of it does. */
  stall(ms: number): void {
    this.stalledUntil = Math.max(this.stalledUntil, Date.now() + ms);
  }

  delay(latencyMs: number, ms: number): void {
    this.slow = { until: Date.now() + ms, latencyMs };
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async carry(client: net.Socket): Promise<void> {
    client.on("error", () => client.destroy());
    const server = await connect(this.targets());
    if (!server || client.destroyed) {
      client.destroy();
      server?.destroy();
      return;
    }
    const line = {
      latencyMs: () => (Date.now() < this.slow.until ? this.slow.latencyMs : 0),
      heldUntil: () => this.stalledUntil,
    };
    const pair = { sockets: [client, server], lanes: [new Lane(client, server, line), new Lane(server, client, line)] };
    this.pairs.add(pair);
    for (const socket of pair.sockets) {
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.pairs.delete(pair);
        for (const each of pair.sockets) each.destroy();
        for (const lane of pair.lanes) lane.close();
      });
    }
  }
}

type Line = { latencyMs(): number; heldUntil(): number };

/** One direction: what came first leaves first, none of it before it is due. */
class Lane {
  private readonly to: net.Socket;
  private readonly line: Line;
  private readonly waiting: { chunk: Buffer; at: number }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(from: net.Socket, to: net.Socket, line: Line) {
    this.to = to;
    this.line = line;
    from.on("data", (chunk: Buffer) => {
      this.waiting.push({ chunk, at: Date.now() + line.latencyMs() });
      this.flush();
    });
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private flush(): void {
    if (this.timer) return;
    for (let first = this.waiting[0]; first; first = this.waiting[0]) {
      const wait = Math.max(first.at, this.line.heldUntil()) - Date.now();
      if (wait > 0) {
        this.timer = setTimeout(() => {
          this.timer = null;
          this.flush();
        }, wait);
        return;
      }
      this.to.write(first.chunk);
      this.waiting.shift();
    }
  }
}

/** The first of the ports that answers. */
async function connect(ports: number[]): Promise<net.Socket | null> {
  for (const port of ports) {
    const socket = net.connect({ port, host: "127.0.0.1" });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return socket;
    socket.destroy();
  }
  return null;
}
