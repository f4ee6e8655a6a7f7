// What never leaves the machine, and what is said of it: asserted at the server, on every byte that arrived.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SyncedFolder } from "../testing/synced-folder.ts";
import { until } from "../testing/until.ts";

let synced: SyncedFolder;
afterEach(() => synced.close());

const server = () => synced.server;
const SECRET = "hunter2-never-leaves";

/** Anything synced later proves that what was written before it was looked at. */
async function settle(): Promise<void> {
  synced.write("zz-last.py", `${performance.now()}`);
  const text = () => server().text("zz-last.py");
  const before = text();
  await server().until("the last file", () => text() !== undefined && text() !== before);
}

test("[A5] .env files, keys, .git, environments, node_modules and caches never leave, at start and later", async () => {
  const secrets = {
    ".env": SECRET,
    ".env.local": SECRET,
    "deploy/.env.production": SECRET,
    id_rsa: SECRET,
    "certs/server.pem": SECRET,
    "certs/server.key": SECRET,
    ".ssh/config": SECRET,
    ".git/config": SECRET,
    "node_modules/left-pad/index.js": SECRET,
    "__pycache__/a.pyc": SECRET,
    ".venv/lib/x.py": SECRET,
    "my-environment/pyvenv.cfg": "home = /usr/bin",
    "my-environment/lib/x.py": SECRET,
    "conda/conda-meta/history": SECRET,
    "conda/lib/y.py": SECRET,
    "deploy-key.txt": `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}`,
  };
  synced = await SyncedFolder.started({ "a.py": "1", ...secrets });
  expect(server().paths()).toEqual(["a.py"]);
  for (const [path, content] of Object.entries(secrets)) synced.write(`again/${path}`, content);
  await settle();
  expect(server().paths()).toEqual(["a.py", "zz-last.py"]);
  expect(server().hasReceived(SECRET)).toBe(false);
  expect(synced.skipped().get("deploy-key.txt")).toBe("is a private key");
});

test("nested ignore files have git's meaning, .pinlightignore adds to them, and the server's patterns too", async () => {
  synced = await SyncedFolder.open({
    ".gitignore": "*.csv\n/build/\n!keep.csv\n",
    "data.csv": SECRET,
    "keep.csv": "kept",
    "build/x.py": SECRET,
    "sub/build/x.py": "not the root's",
    "sub/.gitignore": "/local.py\n!wanted.csv\n",
    "sub/local.py": SECRET,
    "sub/deeper/local.py": "not anchored here",
    "sub/wanted.csv": "wanted",
    ".pinlightignore": "notes/\n",
    "notes/private.py": SECRET,
    "huge/x.parquet": SECRET,
  });
  server().ignore = ["*.parquet"];
  await synced.start();
  expect(server().paths()).toEqual(
    [
      ".gitignore",
      ".pinlightignore",
      "keep.csv",
      "sub/.gitignore",
      "sub/build/x.py",
      "sub/deeper/local.py",
      "sub/wanted.csv",
    ].sort(),
  );
  expect(server().hasReceived(SECRET)).toBe(false);
});

test("a changed ignore file takes files out of the workspace and lets others in", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", "b.txt": "2", "c.log": "3", ".gitignore": "*.log\n" });
  synced.write(".gitignore", "*.txt\n");
  await server().until("the other files", () => server().paths().join() === ".gitignore,a.py,c.log");
  synced.write("c.log", "4");
  await server().until("c.log is followed", () => server().text("c.log") === "4");
});

test("an ignore file that is being rewritten lets nothing out", async () => {
  synced = await SyncedFolder.started({ "a.py": "1", ".gitignore": "private/\n", "private/x.txt": SECRET });
  writeFileSync(synced.path(".gitignore"), "");
  synced.write("private/x.txt", `${SECRET}!`);
  synced.write("a.py", "2");
  await server().until("the save beside it", () => server().text("a.py") === "2");
  writeFileSync(synced.path(".gitignore"), "private/\n*.bak\n");
  await server().until("the rules", () => server().text(".gitignore") === "private/\n*.bak\n");
  await settle();
  expect(server().hasReceived(SECRET)).toBe(false);
});

test("rules of the repository around the folder reach into it", async () => {
  synced = await SyncedFolder.open({
    "notebooks/a.py": "1",
    "notebooks/data/x.csv": SECRET,
    "notebooks/x.tmpdata": SECRET,
    ".gitignore": "/notebooks/data/\n",
  });
  execFileSync("git", ["init"], { cwd: synced.folder, stdio: "ignore" });
  writeFileSync(synced.path(".git/info/exclude"), "*.tmpdata\n");
  await synced.start({ folder: synced.path("notebooks") });
  expect(server().paths()).toEqual(["a.py"]);
  expect(server().hasReceived(SECRET)).toBe(false);
});

test("links: followed to a file inside the folder, never out of it, never to what stays out", async () => {
  synced = await SyncedFolder.open({ "real.py": "real", ".env": SECRET, "sub/x.py": "x" });
  const outside = join(synced.base, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.py"), SECRET);
  symlinkSync("real.py", synced.path("link.py"));
  symlinkSync(join(outside, "secret.py"), synced.path("out.py"));
  symlinkSync(outside, synced.path("out-folder"));
  symlinkSync(".env", synced.path("config.txt"));
  symlinkSync("sub", synced.path("sub-link"));
  symlinkSync("loop.py", synced.path("loop.py"));
  symlinkSync("..", synced.path("up"));
  await synced.start();
  expect(server().paths()).toEqual(["link.py", "real.py", "sub/x.py"]);
  expect(server().hasReceived(SECRET)).toBe(false);
  for (const path of ["out.py", "out-folder", "config.txt", "sub-link", "up", "loop.py"])
    expect([...synced.skipped().keys()]).toContain(path);
  synced.write("real.py", "changed");
  await server().until("the link's target", () => server().text("link.py") === "changed");
});

test("[A5] names that no workspace can hold are left out and said; another Unicode form is sent as NFC and said", async () => {
  const nfd = "e\u0301tude.py";
  synced = await SyncedFolder.started({ "back\\slash.py": "1", "line\nbreak.py": "2", [nfd]: "3", "ok.py": "4" });
  expect(server().paths()).toEqual(["ok.py", "\u00e9tude.py"]);
  expect([...synced.skipped().keys()].sort()).toEqual(["back\\slash.py", "line\uFFFDbreak.py"]);
  expect(synced.events).toContainEqual({
    event: "note",
    path: "\u00e9tude.py",
    message: "is sent under its name in Unicode form NFC",
  });
  synced.write(nfd, "changed");
  await server().until("the save of the NFD name", () => server().text("\u00e9tude.py") === "changed");
  synced.write("\u00e9tude.py", "its twin");
  await server().until("the NFC name wins", () => server().text("\u00e9tude.py") === "its twin");
  synced.write(nfd, "left out");
  await settle();
  expect(server().text("\u00e9tude.py")).toBe("its twin");
  expect(synced.skipped().get(nfd)).toBe("has the name of another file, in another Unicode form");
});

test("a file over the limit is left out and said, and its last version stays", async () => {
  synced = await SyncedFolder.open({ "a.py": "small", "big.bin": "x".repeat(3000) });
  server().limits.fileBytes = 2000;
  await synced.start();
  expect(server().paths()).toEqual(["a.py"]);
  expect(synced.skipped().get("big.bin")).toContain("more than the limit of 2000");
  synced.write("a.py", "y".repeat(2001));
  await until("it is said", () => synced.skipped().has("a.py"));
  await settle();
  expect(server().text("a.py")).toBe("small");
  synced.write("a.py", "small again");
  await server().until("small again", () => server().text("a.py") === "small again");
});

test("what is no ordinary file is left out and blocks nothing", async () => {
  synced = await SyncedFolder.open({ "a.py": "1" });
  execFileSync("mkfifo", [synced.path("pipe.py")]);
  linkSync(synced.path("a.py"), synced.path("hard.py"));
  await synced.start();
  expect(server().paths()).toEqual(["a.py", "hard.py"]);
  expect(synced.skipped().get("pipe.py")).toBe("is not an ordinary file");
});

test("a folder that holds more than a workspace may is refused before anything is sent", async () => {
  synced = await SyncedFolder.open({ "a.py": "1", "b.py": "2", "c.py": "3" });
  server().limits.workspaceFiles = 2;
  synced.launch();
  expect((await synced.ended())?.message).toContain("more than 2 files");
  expect(server().commits).toHaveLength(0);
});
