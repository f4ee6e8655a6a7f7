import { once } from "node:events";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import { TcpProxy } from "./tcp-proxy.ts";

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A server that sends back what it gets. */
async function echo(): Promise<number> {
  const server = net.createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

async function lineTo(ports: number[]): Promise<{ proxy: TcpProxy; socket: net.Socket; heard: () => string }> {
  const proxy = await TcpProxy.open(() => ports);
  opened.push(() => proxy.close());
  const socket = net.connect(proxy.port, "127.0.0.1");
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk;
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { proxy, socket, heard: () => heard };
}

test("[chaos] what is sent over a stalled and slow line arrives whole and in order", async () => {
  const { proxy, socket, heard } = await lineTo([await echo()]);
  proxy.delay(20, 60);
  proxy.stall(40);
  const sent = Array.from({ length: 50 }, (_, index) => `${index} `);
  for (const part of sent) socket.write(part);
  await expect.poll(heard).toBe(sent.join(""));
});

test("[chaos] a cut ends the connection, and the next one is carried again", async () => {
  const port = await echo();
  const { proxy, socket, heard } = await lineTo([port]);
  socket.write("before");
  await expect.poll(heard).toBe("before");
  expect(proxy.cut()).toBe(1);
  await once(socket, "close");
  const next = net.connect(proxy.port, "127.0.0.1");
  next.write("after");
  expect(String(await once(next, "data"))).toBe("after");
});

test("[chaos] a target that does not answer is passed over for the next", async () => {
  const closed = net.createServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as net.AddressInfo;
  closed.close();
  const { socket, heard } = await lineTo([port, await echo()]);
  socket.write("hello");
  await expect.poll(heard).toBe("hello");
});
