import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { type ChooseSandboxInput, chooseSandbox, NoSandbox } from "./choose-sandbox.ts";
import { sandboxLimits } from "./limits.ts";

/** A machine on which no driver can work: every program that they need is one that is not there. */
const nothing: ChooseSandboxInput = {
  embedded: true,
  loopbackOnly: true,
  python: "/nowhere/python3",
  bwrap: "/nowhere/bwrap",
  executorDir: "/nowhere/executor",
  dataDir: path.join(os.tmpdir(), "pinlight-no-data"),
  image: "nowhere",
  dockerHost: "unix:///nowhere/docker.sock",
  owner: "test",
};

async function refusal(input: ChooseSandboxInput): Promise<NoSandbox> {
  return chooseSandbox(input).then(
    () => expect.unreachable("a sandbox was chosen"),
    (error: NoSandbox) => error,
  );
}

test("where nothing works, the error names each driver with its cause and its mend", async () => {
  const error = await refusal(nothing);
  expect(error).toBeInstanceOf(NoSandbox);
  expect(error.refused.map((one) => one.name)).toEqual(["bubblewrap", "docker", "process-unsafe"]);
  expect(error.message).toContain("/nowhere/python3");
  expect(error.message).toContain("PINLIGHT_PYTHON");
});

test("a sandbox that was asked for and does not work is an error, not the next one", async () => {
  expect((await refusal({ ...nothing, preferred: "docker" })).refused.map((one) => one.name)).toEqual(["docker"]);
});

test("a sandbox that does not exist is an error that lists those that do", async () => {
  expect((await refusal({ ...nothing, preferred: "chroot" })).message).toMatch(
    /chroot.*bubblewrap, docker, process-unsafe/,
  );
});

test.each([
  { embedded: false, loopbackOnly: true },
  { embedded: true, loopbackOnly: false },
])("process-unsafe is refused unless embedded and on loopback: %o", async (where) => {
  const error = await refusal({ ...nothing, ...where, preferred: "process-unsafe" });
  expect(error.refused[0]?.reason).toMatch(/everybody who reaches this service|one person's own machine/);
});

test("a limit that is not above zero is an error that names it", () => {
  expect(() => sandboxLimits({ processes: 0 })).toThrow("processes is 0");
  expect(sandboxLimits({ cpus: 2 })).toMatchObject({ cpus: 2, processes: 128 });
});
