import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { BuiltCli } from "./testing/built-cli.ts";
import { SyncServer, token, workspace } from "./testing/sync-server.ts";

let cli: BuiltCli;
let server: SyncServer;
let base: string;
let folder: string;
const NOBODY = 65534;

beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "pinlight-command-")));
  chmodSync(base, 0o755);
  folder = join(base, "project");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.py"), "1\n");
  server = new SyncServer();
  await server.start();
});
afterEach(async () => {
  await server.stop();
  rmSync(base, { recursive: true, force: true });
});

const env = { PINLIGHT_TOKEN: token };
const address = () => ["--server", server.origin.origin, "--workspace", workspace];
const synced = (...flags: string[]) => ["sync", folder, ...address(), "--state", join(base, "state"), ...flags];

const malformed: [string, string[], RegExp][] = [
  ["no folder", ["sync"], /missing required argument 'dir'|required option/],
  ["no server", ["sync", ".", "--workspace", "demo"], /required option '--server/],
  ["no workspace", ["sync", ".", "--server", "http://127.0.0.1:1"], /required option '--workspace/],
  [
    "a folder that is not there",
    ["sync", "/not/there", "--server", "http://127.0.0.1:1", "--workspace", "demo"],
    /no such folder/,
  ],
  [
    "a file for a folder",
    ["sync", process.execPath, "--server", "http://127.0.0.1:1", "--workspace", "demo"],
    /not a folder/,
  ],
  ["no address", ["sync", ".", "--server", "pinlight", "--workspace", "demo"], /begins with https/],
  ["another protocol", ["sync", ".", "--server", "ftp://127.0.0.1", "--workspace", "demo"], /begins with https/],
  [
    "a page's address",
    ["sync", ".", "--server", "http://127.0.0.1:1/w/demo", "--workspace", "demo"],
    /origin only: http:\/\/127.0.0.1:1/,
  ],
  [
    "a password in the address",
    ["sync", ".", "--server", "http://u:p@127.0.0.1:1", "--workspace", "demo"],
    /set PINLIGHT_TOKEN/,
  ],
  ["a workspace's title", ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "My Team"], /inner hyphens/],
  [
    "a misspelt flag",
    ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "demo", "--onec"],
    /Did you mean --once/,
  ],
  [
    "a token",
    ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "demo", "--token", "s3cret"],
    /PINLIGHT_TOKEN instead/,
  ],
  [
    "a token flag alone",
    ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "demo", "--token"],
    /PINLIGHT_TOKEN instead/,
  ],
  ["two folders", ["sync", ".", "..", "--server", "http://127.0.0.1:1", "--workspace", "demo"], /too many arguments/],
  [
    "an empty name",
    ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "demo", "--name", ""],
    /1 to 100 characters/,
  ],
  ["a flag without its value", ["sync", ".", "--workspace"], /argument missing/],
  [
    "state inside the folder",
    ["sync", ".", "--server", "http://127.0.0.1:1", "--workspace", "demo", "--state", "./state"],
    /lies inside/,
  ],
  ["no file", ["run"], /missing required argument 'file'/],
  ["a file that is not there", ["run", "not-there.py"], /no such file/],
  ["not a document", ["run", process.execPath], /ends in \.py/],
  ["a misspelt flag of run", ["run", "a.py", "--jsn"], /Did you mean --json|no such file/],
];

test.each(malformed)("%s is one helpful line and exit code 2", async (_what, args, sentence) => {
  const { code, stdout, stderr } = await cli.run(args, { env });
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).not.toContain("s3cret");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("without a token: exit code 2, and where it may stand", async () => {
  const { code, stderr } = await cli.run(synced());
  expect(code).toBe(2);
  expect(stderr).toMatch(/no token for .*PINLIGHT_TOKEN.*config\.json/);
});

test("--json says ready, then each commit, and ends with 0 when it is told to", async () => {
  const agent = cli.start(synced("--json"), { env });
  await agent.said(/"event":"ready"/);
  writeFileSync(join(folder, "a.py"), "2\n");
  await agent.said(/"event":"commit","revision":2/);
  expect((await agent.end("SIGTERM")).code).toBe(0);
  expect(agent.lines.map((line) => JSON.parse(line).event)).toEqual(["commit", "ready", "commit"]);
});

test("people read a line for each commit; Ctrl-C ends with 0", async () => {
  const agent = cli.start(synced(), { env });
  await agent.said(/in step at revision 1: 1 file/);
  writeFileSync(join(folder, "a.py"), "2\n");
  await agent.said(/^revision 2: a\.py, \d+ ms$/);
  expect((await agent.end("SIGINT")).code).toBe(0);
});

test("--once compares, sends, ends with 0; a second time there is nothing to send", async () => {
  expect((await cli.run(synced("--once"), { env })).code).toBe(0);
  const again = await cli.run(synced("--once"), { env });
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(server.commits).toHaveLength(1);
});

test("the config file's token is used for its server, with a warning when others may read the file", async () => {
  const config = join(base, "config", "pinlight");
  mkdirSync(config, { recursive: true });
  const file = join(config, "config.json");
  writeFileSync(file, JSON.stringify({ servers: { [server.origin.origin]: { token } } }), { mode: 0o644 });
  const first = await cli.run(synced("--once"), { env: { XDG_CONFIG_HOME: join(base, "config") } });
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining(`chmod 600 ${file}`) });
  chmodSync(file, 0o600);
  const second = await cli.run(synced("--once"), { env: { XDG_CONFIG_HOME: join(base, "config") } });
  expect(second).toMatchObject({ code: 0, stderr: "" });
});

test("a wrong token, a wrong address and a server that is not there end with 1 and a sentence", async () => {
  const wrong = await cli.run(synced("--once"), { env: { PINLIGHT_TOKEN: "wrong" } });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^stopped: .*does not accept the token/) });
  await server.stop();
  const gone = await cli.run(synced("--once"), { env });
  expect(gone).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^stopped: .*cannot be reached: nothing listens/),
  });
});

test.skipIf(process.getuid?.() !== 0)(
  "an unreadable file is said, keeps its last version, and stops nothing",
  async () => {
    writeFileSync(join(folder, "closed.py"), "open\n");
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub", "b.py"), "b\n");
    mkdirSync(join(base, "state"));
    // Root may read everything: the agent is started as somebody who may not.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(join(base, "state"), NOBODY, NOBODY);
    const options = isRoot ? { env, uid: NOBODY } : { env };
    expect(await cli.run(synced("--once"), options)).toMatchObject({ code: 0, stderr: "" });
    chmodSync(join(folder, "closed.py"), 0o000);
    chmodSync(join(folder, "sub"), 0o000);
    writeFileSync(join(folder, "a.py"), "2\n");
    const { code, stderr } = await cli.run(synced("--once"), options);
    expect(code).toBe(0);
    expect(stderr).toContain("skipped closed.py: it may not be read by this user");
    expect(stderr).toContain("skipped sub: it cannot be listed (EACCES)");
    expect(server.paths()).toEqual(["a.py", "closed.py", "sub/b.py"]);
    expect(server.text("a.py")).toBe("2\n");
  },
);
