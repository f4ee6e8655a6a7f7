// `pinlight run` through the real executor.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { BuiltCli, executorFolder } from "./testing/built-cli.ts";
import { until } from "./testing/until.ts";

let cli: BuiltCli;
let folder: string;
const env = { PINLIGHT_EXECUTOR: executorFolder };

beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "pinlight-run-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(source: string | Buffer, ...flags: string[]) {
  writeFileSync(join(folder, "a.py"), source);
  return cli.run(["run", join(folder, "a.py"), ...flags], { env });
}

test("prints each block with why it ran, what it printed and its result, without colours into a pipe", async () => {
  const { code, stdout } = await run('# Title\nx = 20\nx + 1\n\nprint("printed", x)\n');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\[1\] ran \(.+\)/);
  expect(stdout).toMatch(/^ {4}21$/m);
  expect(stdout).toMatch(/^ {4}printed 20$/m);
  expect(stdout).toContain("2 blocks, none failed");
  expect(stdout).not.toContain("\u001b");
});

test("a block that fails is exit code 1, with the file's own line; later blocks still run", async () => {
  const { code, stdout } = await run("x = 1\n\n1 / 0\n\nprint(x)\n");
  expect(code).toBe(1);
  expect(stdout).toMatch(/\[2\] failed/);
  expect(stdout).toContain('File "a.py", line 3');
  expect(stdout).toMatch(/^ {4}1$/m);
});

test.each([
  ["import sys\nsys.exit(0)\n", 0, "exit code 0"],
  ["import sys\nsys.exit(3)\n", 1, "exit code 3"],
  ["import os\nos._exit(1)\n", 1, "died"],
])("%j ends with %i and says so", async (source, code, sentence) => {
  const ended = await run(source);
  expect(ended.code).toBe(code);
  expect(ended.stdout).toContain(sentence);
});

test("told to end while a document runs, it ends and leaves no process behind", async () => {
  writeFileSync(join(folder, "a.py"), 'import os\nopen("pid", "w").write(str(os.getpid()))\nwhile True: pass\n');
  const running = cli.start(["run", join(folder, "a.py")], { env });
  const pid = () => (existsSync(join(folder, "pid")) ? Number(readFileSync(join(folder, "pid"), "utf8")) : 0);
  await until("the document runs", () => pid() > 0);
  const kernel = pid();
  expect((await running.end("SIGTERM")).code).toBe(1);
  await until("its process is gone", () => !isAlive(kernel));
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("--json is one line with the blocks", async () => {
  const { code, stdout } = await run("1 + 1\n", "--json");
  expect(code).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer.blocks).toMatchObject([
    { ok: true, ran: true, elements: [{ kind: "result", bundle: { "text/plain": "2" } }] },
  ]);
});

test("the document and its neighbours keep every byte, and a neighbour can be imported and read", async () => {
  execFileSync("git", ["init", "-q"], { cwd: folder });
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "helper.py"), "VALUE = 42\r\n");
  writeFileSync(join(folder, "sub", "data.txt"), "data\r\n");
  const source = '\uFEFFimport helper\r\n\r\nhelper.VALUE\r\n\r\nopen("sub/data.txt").read().strip()\r\n';
  writeFileSync(join(folder, "sub", "b.py"), source);
  const { code, stdout } = await cli.run(["run", "sub/b.py"], { env, cwd: folder });
  expect(stdout).toMatch(/^ {4}42$/m);
  expect(stdout).toMatch(/^ {4}'data'$/m);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, "sub", "b.py"), "utf8")).toBe(source);
  expect(readFileSync(join(folder, "helper.py"), "utf8")).toBe("VALUE = 42\r\n");
  expect(readdirSync(folder).sort()).toEqual([".git", "helper.py", "sub"]);
});

test("a document that is not UTF-8 is refused and stays as it is", async () => {
  const latin = Buffer.from([0x23, 0xe9, 0x0a]);
  const { code, stderr } = await run(latin);
  expect(code).toBe(1);
  expect(stderr).toContain("is not UTF-8");
  expect(readFileSync(join(folder, "a.py"))).toEqual(latin);
});

test("no Python, no executor: a sentence and exit code 1", async () => {
  writeFileSync(join(folder, "a.py"), "1\n");
  const noPython = await cli.run(["run", join(folder, "a.py")], { env: { ...env, PINLIGHT_PYTHON: "/not/python" } });
  expect(noPython).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: \/not\/python cannot be started; install Python/),
  });
  const noExecutor = await cli.run(["run", join(folder, "a.py")], { env: { PINLIGHT_EXECUTOR: folder } });
  expect(noExecutor).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: there is no executor at /) });
});
