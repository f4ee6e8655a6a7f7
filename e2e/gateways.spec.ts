// (d) Two gateways and two runners: viewers on different gateways see the same run.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { io } from "socket.io-client";
import { Installation } from "./harness/installation.ts";

let pinlight: Installation;
const extra: ChildProcess[] = [];

test.beforeAll(async () => {
  pinlight = await Installation.start({ "a.py": "print('a', 1)\n", "b.py": "print('b', 1)\n" });
});
test.afterAll(async () => {
  for (const child of extra) child.kill("SIGTERM");
  await pinlight.close();
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function another(name: "gateway" | "runner", env: Record<string, string>): Promise<void> {
  const given = JSON.parse(await readFile(path.join(pinlight.dataDir, "environment.json"), "utf8"));
  const root = path.resolve(import.meta.dirname, "..");
  const child = spawn(process.execPath, [path.join(root, `dist/${name}.mjs`)], {
    env: { ...process.env, ...given, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  extra.push(child);
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`the second ${name} ended with code ${code}`)));
  });
}

type Heard = { event: string; run: number; seq: number; text: string };

async function viewer(url: string, document: string): Promise<{ heard: Heard[]; close: () => void }> {
  const socket = io(url, { transports: ["websocket"], auth: { token: pinlight.ready.shareToken }, forceNew: true });
  const heard: Heard[] = [];
  for (const event of ["run-start", "block-result", "run-end"]) {
    socket.on(event, (message) => {
      if (message.replay) return;
      heard.push({ event, run: message.run, seq: message.seq, text: JSON.stringify(message.elements ?? null) });
    });
  }
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  const joined = await socket.emitWithAck("join", { workspace: pinlight.ready.workspace });
  expect(joined.ok).toBe(true);
  const loaded = await socket.emitWithAck("request-load", { path: document, clientRun: 0 });
  expect(loaded.ok).toBe(true);
  return { heard, close: () => socket.disconnect() };
}

test("(d) viewers on two gateways see the same runs of two runners, message for message", async () => {
  const port = await freePort();
  await another("gateway", { PORT: String(port), HOST: "127.0.0.1" });
  await another("runner", { PINLIGHT_RUNNER: "second" });
  for (const document of ["a", "b"]) {
    const viewers = await Promise.all([
      viewer(pinlight.ready.url, `${document}.py`),
      viewer(`http://127.0.0.1:${port}`, `${document}.py`),
    ]);
    for (let value = 2; value < 5; value += 1) {
      const line = `${document} ${value}`;
      await pinlight.write(`${document}.py`, `print('${document}', ${value})\n`);
      const sees = ({ heard }: { heard: Heard[] }) =>
        heard.some(({ text }) => text.includes(line)) && heard.at(-1)?.event === "run-end";
      await expect.poll(() => viewers.every(sees)).toBe(true);
    }
    const [one, two] = viewers.map(({ heard }) => heard);
    expect(one).toEqual(two);
    for (const { close } of viewers) close();
  }
});
