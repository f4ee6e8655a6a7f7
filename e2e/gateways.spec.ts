// (d) Two gateways and two runners: viewers on different gateways see the same run, and each other.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { io } from "socket.io-client";
import { type FrontDoor, openFrontDoor } from "#scripts/up/front-door.ts";
import { Installation } from "./harness/installation.ts";
import { block, expectDocument, markPage, pinButton, strip } from "./harness/page.ts";

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

test.describe("three browsers on two gateways", () => {
  let door: FrontDoor;
  let gatewayPort: number;
  const people: Page[] = [];

  test.beforeAll(async ({ browser }) => {
    gatewayPort = await freePort();
    await another("gateway", { PORT: String(gatewayPort), HOST: "127.0.0.1" });
    // The same pages, and the other gateway, as a balancer would hand it out.
    const webPort = Number(new URL(pinlight.ready.url).port);
    door = await openFrontDoor({ host: "127.0.0.1", ports: [await freePort()], gatewayPort, webPort });
    for (const port of [webPort, door.port, door.port]) {
      const page = await (await browser.newContext()).newPage();
      const at = (address: string) => address.replace(pinlight.ready.url, `http://127.0.0.1:${port}`);
      await page.goto(at(pinlight.ready.shareUrl));
      await page.goto(at(pinlight.documentUrl("a.py")));
      await expect(strip(page)).toContainText("Live");
      people.push(page);
    }
  });
  test.afterAll(async () => {
    for (const page of people) await page.context().close();
    await door.close();
  });

  test("each sees who is here, wherever they are connected, and who has left", async () => {
    const [one, two, three] = people as [Page, Page, Page];
    for (const page of people) await expect(page.getByRole("button", { name: "Who is here: 3 people" })).toBeVisible();
    // In the browser that will be pinned: whoever has just pressed a key is not taken along.
    await two.getByRole("button", { name: "Who is here: 3 people" }).click();
    await expect(two.getByText("here", { exact: true })).toHaveCount(3);
    await two.keyboard.press("Escape");
    await three.goto("about:blank");
    for (const page of [one, two]) {
      await expect(page.getByRole("button", { name: "Who is here: 2 people" })).toBeVisible();
    }
    await three.goBack();
    await expect(strip(three)).toContainText("Live");
    for (const page of people) await expect(page.getByRole("button", { name: "Who is here: 3 people" })).toBeVisible();
  });

  test("who follows is taken along on both gateways, and who is pinned stays", async () => {
    const [one, two, three] = people as [Page, Page, Page];
    await two.keyboard.press("p");
    await expect(pinButton(two, "a.py")).toHaveAttribute("aria-pressed", "true");
    await pinlight.write("b.py", "print('b', 'for all')\n");
    for (const page of [one, three]) {
      await expectDocument(page, "b.py");
      await expect(block(page, 1)).toContainText("b for all");
    }
    await expect(two.getByText("1 other file changed")).toBeVisible();
    await expectDocument(two, "a.py");
  });

  test("who loses the gateway is told which results are shown, and when they have caught up", async () => {
    const [one, , three] = people as [Page, Page, Page];
    const sameLoad = await markPage(three);
    extra.at(-1)?.kill("SIGKILL");
    await expect(strip(three)).toContainText("Reconnecting. Showing results of");
    await pinlight.write("b.py", "print('b', 'meanwhile')\n");
    await expect(block(one, 1)).toContainText("b meanwhile");
    await expect(block(three, 1)).toContainText("b for all");
    await another("gateway", { PORT: String(gatewayPort), HOST: "127.0.0.1" });
    await expect(strip(three)).toContainText("Caught up");
    await expect(block(three, 1)).toContainText("b meanwhile");
    await sameLoad();
  });

  test("who was offline for half a minute of edits is told so, and caught up without a reload", async () => {
    test.setTimeout(120_000);
    const [one, , three] = people as [Page, Page, Page];
    const sameLoad = await markPage(three);
    await three.context().setOffline(true);
    await expect(strip(three)).toContainText("You are offline. Showing results of");
    const until = Date.now() + 30_000;
    let value = 0;
    while (Date.now() < until) {
      value += 1;
      await pinlight.write("b.py", `print('b', 'edit ${value}')\n`);
      await expect(block(one, 1)).toContainText(`b edit ${value}`);
    }
    await expect(block(three, 1)).toContainText("b meanwhile");
    await three.context().setOffline(false);
    await expect(block(three, 1)).toContainText(`b edit ${value}`);
    await expect(strip(three)).toContainText(/Caught up|Live/);
    await expect(strip(three)).toContainText("Live");
    await sameLoad();
  });
});
