// What bubblewrap's sandbox adds to the contract: the system call filter, and what must still work under it.
import { afterAll, expect, onTestFinished, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { buildDriver, openDrivers } from "./testing/drivers.ts";
import { ExecutorClient } from "./testing/executor-client.ts";

const { candidates, close } = await openDrivers(["bubblewrap"]);
const [candidate] = candidates;
afterAll(close);

async function print(source: string): Promise<string> {
  if (!candidate || "missing" in candidate) throw new Error("no bubblewrap");
  const client = await ExecutorClient.open(buildDriver(candidate.recipe), defaultLimits);
  onTestFinished(() => client.close());
  return client.print(source);
}

if (!candidate || "missing" in candidate) {
  test("bubblewrap runs on this machine", ({ skip }) => skip(candidate?.missing));
} else {
  test("a document has no capability, cannot gain one, and is under the filter", async () => {
    const shown = await print(
      `print({line.split(":")[0]: line.split()[1] for line in open("/proc/self/status") if ":" in line and len(line.split()) > 1})`,
    );
    expect(shown).toContain("'CapEff': '0000000000000000'");
    expect(shown).toContain("'CapBnd': '0000000000000000'");
    expect(shown).toContain("'NoNewPrivs': '1'");
    expect(shown).toContain("'Seccomp': '2'");
  });

  test("a document can make no namespace, trace no process and open no socket of an odd family", async () => {
    const shown = await print(`
import ctypes, errno, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    answer = getattr(libc, name)(*arguments)
    print(name, "DONE" if answer >= 0 else errno.errorcode[ctypes.get_errno()])
call("unshare", 0x10000000)
call("unshare", 0x00020000)
call("ptrace", 0, 0, 0, 0)
call("mount", b"none", b"/tmp", b"tmpfs", 0, None)
for family in ("AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
    try:
        socket.socket(getattr(socket, family), socket.SOCK_RAW)
        print(family, "DONE")
    except OSError as error:
        print(family, errno.errorcode[error.errno])
`);
    expect(shown).not.toContain("DONE");
    expect(shown).toContain("unshare EPERM");
    expect(shown).toContain("AF_VSOCK EAFNOSUPPORT");
  });

  test("threads, child processes, pipes, semaphores and servers on its own loopback work as anywhere", async () => {
    const shown = await print(`
import asyncio, concurrent.futures, multiprocessing, os, subprocess, sys, tempfile

def square(x):
    return x * x

with concurrent.futures.ThreadPoolExecutor(8) as threads:
    print("threads", sum(threads.map(square, range(10))))
print("child", subprocess.check_output([sys.executable, "-c", "print(1 + 1)"], text=True).strip())
lock = multiprocessing.get_context("fork").Lock()
print("lock", lock.acquire(timeout=1))
os.mkfifo(os.path.join(tempfile.mkdtemp(), "pipe"))
print("fifo")

async def echo():
    async def answer(reader, writer):
        writer.write(await reader.readline())
        writer.close()
    server = await asyncio.start_server(answer, "localhost", 0)
    reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
    writer.write(b"over loopback\\n")
    print((await reader.readline()).decode().strip())

asyncio.run(echo())
`);
    for (const line of ["threads 285", "child 2", "lock True", "fifo", "over loopback"]) expect(shown).toContain(line);
  });
}
