// One suite for every driver of the port. What does not run on this machine is reported with its reason.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { defaultLimits } from "./limits.ts";
import { ownerPrefix } from "./name-sandbox.ts";
import type { SandboxLimits } from "./port.ts";
import { buildDriver, type DriverName, openDrivers } from "./testing/drivers.ts";
import { ExecutorClient, type Outcome, sendRun, textOf } from "./testing/executor-client.ts";
import { findProcesses } from "./testing/find-processes.ts";
import { until } from "./testing/until.ts";

const MiB = 1024 * 1024;
const small: SandboxLimits = { memoryBytes: 512 * MiB, cpus: 1, processes: 40, diskBytes: 32 * MiB };

const reference = `# # A document
import os, random, sys

total = sum(range(10))
print("total", total)

sorted({"b", "a", "c"})

print("to stderr", file=sys.stderr)
{"home": os.environ.get("LANG"), "zone": os.environ.get("TZ")}

from helper import double
double(21)

1 / 0

print(repr({"x", "y", "z"}), total)
`;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const { candidates, close } = await openDrivers();
const outcomes = new Map<DriverName, Outcome>();
afterAll(close);

for (const candidate of candidates) {
  if ("missing" in candidate) {
    test(`the ${candidate.name} sandbox runs on this machine`, ({ skip }) => skip(candidate.missing));
    continue;
  }
  const { name, recipe } = candidate;
  const driver = buildDriver(recipe);
  const isolated = name !== "process-unsafe";

  const open = async (limits: SandboxLimits = defaultLimits) => {
    const client = await ExecutorClient.open(driver, limits);
    onTestFinished(() => client.close());
    return client;
  };
  /** A document that leaves processes behind that carry `token`: a child, one in its own session, an orphan of that. */
  const leaving = (token: string) => `
import subprocess, sys
wait = [sys.executable, "-c", "import time; time.sleep(600)", "${token}"]
subprocess.Popen(wait)
subprocess.Popen(wait, start_new_session=True)
subprocess.run([sys.executable, "-c", "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)", *wait])
print("left")
`;

  describe(`the ${name} sandbox`, () => {
    test("says hello, then runs a document with the files that were written", async () => {
      const client = await open();
      const { head } = await client.hello;
      expect(head).toMatchObject({ type: "hello", python: expect.stringMatching(/^3\.\d+/) });

      client.write("helper.py", "def double(x):\n    return 2 * x\n");
      const outcome = await client.run("reference.py", reference);

      outcomes.set(name, outcome);
      expect(outcome.end).toMatchObject({ type: "run-end" });
      expect(textOf(outcome)).toContain("total 45");
      expect(textOf(outcome)).toContain("ZeroDivisionError");
    });

    test("[law 7] hands no secret of the host to a document, not even in /proc", async () => {
      const secret = `secret-${randomBytes(8).toString("hex")}`;
      process.env.PINLIGHT_TEST_SECRET = secret;
      onTestFinished(() => {
        delete process.env.PINLIGHT_TEST_SECRET;
      });
      const client = await open();
      const where = isolated ? "[p for p in os.listdir('/proc') if p.isdigit()]" : "['self']";
      const shown = await client.print(`
import os
print(dict(os.environ))
for pid in ${where}:
    try:
        print(pid, open(f"/proc/{pid}/environ").read(), open(f"/proc/{pid}/cmdline").read())
    except OSError as error:
        print(pid, error)
`);
      expect(shown).toContain("PINLIGHT_SANDBOX_MARK");
      expect(shown).not.toContain(secret);
    });

    test("ends a memory bomb as an error of its block or of its kernel, and works on", async () => {
      const client = await open(small);
      const outcome = await client.run(
        "bomb.py",
        `
kept = []
for _ in range(64):
    kept.append(bytearray(b"x") * (16 << 20))
print("NOT LIMITED")
`,
      );
      expect(textOf(outcome)).not.toContain("NOT LIMITED");
      expect(Object.values(outcome.ok)).not.toEqual([true]);
      await worksOn(client);
    });

    test("ends a memory bomb of several processes, and works on", async ({ skip }) => {
      const probe = await driver.probe();
      if (probe.ok && /each process/.test(probe.detail))
        skip("without a control group memory is bound for each process only");
      if (name === "process-unsafe" && process.getuid?.() !== 0)
        skip("without a control group memory is bound for each process only");
      const client = await open(small);
      const shown = await client.print(`
import subprocess, sys
code = "kept = bytearray(b'x') * (200 << 20); print('held', flush=True); import time; time.sleep(2)"
many = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)]
print(sum(one.communicate()[0].startswith(b"held") and one.returncode == 0 for one in many), "of 4")
`);
      expect(shown).not.toContain("4 of 4");
      await worksOn(client);
    });

    test("ends a fork bomb at the limit of processes, and works on", async ({ skip }) => {
      const probe = await driver.probe();
      if (probe.ok && /not bound/.test(probe.detail) && /processes/.test(probe.detail)) skip(probe.detail);
      const client = await open(small);
      const shown = await client.print(`
import os, signal, time
children, stopped = [], "NOT LIMITED"
for _ in range(400):
    try:
        child = os.fork()
    except OSError as error:
        stopped = "stopped: " + error.strerror
        break
    if child == 0:
        time.sleep(60)
        os._exit(0)
    children.append(child)
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(stopped, "after", len(children))
`);
      expect(shown).not.toContain("NOT LIMITED");
      await worksOn(client);
    });

    test("ends a disk that fills up as an error of its block, and works on", async () => {
      const client = await open(small);
      const outcome = await client.run(
        "fill.py",
        `open("fill", "wb").write(b"x" * ${small.diskBytes + MiB})\nprint("NOT LIMITED")\n`,
      );
      expect(textOf(outcome)).toMatch(/OSError|Errno/);
      expect(textOf(outcome)).not.toContain("NOT LIMITED\n");
      await worksOn(client);
    });

    test("kill() ends every process, also those that left the group and the session", async () => {
      const token = `left-${randomBytes(8).toString("hex")}`;
      const client = await open();
      expect(await client.print(leaving(token))).toContain("left");
      expect(findProcesses(token).length).toBeGreaterThanOrEqual(3);

      await client.close();

      expect(findProcesses(token)).toEqual([]);
    });

    test("kill() ends a sandbox that prints without end and that nobody reads", async () => {
      const sandbox = await driver.start({ name: "unread", limits: defaultLimits });
      onTestFinished(() => sandbox.kill());
      sendRun(sandbox.stdin, {
        kernel: "k",
        run: 1,
        path: "endless.py",
        source: "while True:\n    print('x' * 1000)\n",
      });
      await once(sandbox.stdout, "readable");
      await until("its pipe is full", () => sandbox.stdout.readableLength >= sandbox.stdout.readableHighWaterMark);

      await sandbox.kill();

      await sandbox.exited;
    });

    test("kill() at once after the start leaves nothing either", async () => {
      const sandboxes = await Promise.all(
        [1, 2, 3].map(() => driver.start({ name: "at-once", limits: defaultLimits })),
      );
      await Promise.all(sandboxes.map((sandbox) => sandbox.kill()));
      expect(findProcesses(`${ownerPrefix(recipe.owner)}at-once`)).toEqual([]);
    });

    test("ends when its stdin closes", async () => {
      const client = await open();
      client.sandbox.stdin.end();
      client.sandbox.stdout.resume();
      await client.sandbox.exited;
    });

    test("leaves no process when the process that started it is killed with -9", async () => {
      const token = `orphan-${randomBytes(8).toString("hex")}`;
      const script = path.join(import.meta.dirname, "testing", "hold-sandbox.ts");
      const holder = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(recipe), leaving(token)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      onTestFinished(() => void holder.kill("SIGKILL"));
      let said = "";
      holder.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await until("the holder's sandbox runs", () => said.includes("left"), 20_000);
      const sandboxed = () => findProcesses(token).filter((pid) => pid !== holder.pid);
      expect(sandboxed().length).toBeGreaterThanOrEqual(3);

      holder.kill("SIGKILL");

      await until("no process of the sandbox is left", () => sandboxed().length === 0);
      await driver.sweep();
    });

    test("sweep() of an owner that has nothing left is harmless", async () => {
      await driver.sweep();
    });

    // The promise that process-unsafe does not give.
    if (!isolated) return;

    test("[law 7] has no network: a listener on the host's loopback cannot be reached", async () => {
      const server = createServer((socket) => socket.end("reached"));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => void server.close());
      const { port } = server.address() as { port: number };
      const client = await open();
      const shown = await client.print(`
import socket
try:
    socket.create_connection(("127.0.0.1", ${port}), timeout=3)
    print("connected")
except OSError as error:
    print("refused:", type(error).__name__)
print("interfaces", [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line])
`);
      expect(shown).toContain("refused:");
      expect(shown).toContain("interfaces ['lo']");
    });

    test("[law 7] writes nowhere but in its tree, /tmp and /dev/shm, and sees no file of the host", async () => {
      const client = await open();
      const shown = await client.print(`
import os
for place in ("/", "/usr", "/etc", "/dev", "/proc", "/executor", "/sys", "/root", "/home", "/var"):
    try:
        open(place + "/mine", "w").close()
        print("WROTE", place)
    except OSError:
        pass
for place in ("/work", "/tmp", "/dev/shm"):
    open(place + "/mine", "w").close()
for file in (${JSON.stringify(path.resolve("package.json"))}, "/etc/shadow"):
    try:
        print("READ", open(file).read())
    except OSError:
        pass
print(os.getuid(), os.getcwd())
`);
      expect(shown).not.toMatch(/WROTE|READ/);
      expect(shown).toContain("1000 /work");
    });

    test("keeps the files of two sandboxes apart", async () => {
      const [one, other] = [await open(), await open()];
      one.write("mine.txt", "of one");
      const look = `
import glob
open("/tmp/made.txt", "a").close()
print(sorted(glob.glob("/work/*") + glob.glob("/tmp/*.txt")))
`;
      expect(await one.print(look)).toContain("/work/mine.txt");
      expect(await other.print("import os; print(os.listdir('/tmp'))")).not.toContain("made.txt");
      expect(await other.print(look)).not.toContain("mine.txt");
    });
  });

  async function worksOn(client: ExecutorClient): Promise<void> {
    const again = await client.print("print('on')").catch(() => "");
    if (again.includes("on")) return;
    // The sandbox as a whole went: the next must work.
    const next = await open();
    expect(await next.print("print('on')")).toContain("on");
  }
}

test("the same document gives the same blocks, with the same results, on every driver", () => {
  const [first, ...others] = [...outcomes].map(([name, { blocks, shown, ok }]) => ({ name, blocks, shown, ok }));
  expect(first?.blocks.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual({ ...first, name: other.name });
});
