import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { bindPython } from "./bind-python.ts";
import { executorEnvironment } from "./environment.ts";
import type { PythonInstall } from "./find-python.ts";
import { diskShares, shmBytes } from "./limits.ts";
import { locateExecutor } from "./locate-executor.ts";
import type { SandboxLimits } from "./port.ts";

/** Descriptors on which bubblewrap finds contents and tells of itself. */
export type BubblewrapFiles = { seccomp: number; info: number; passwd: number; hosts: number };

export type BubblewrapInput = {
  python: PythonInstall;
  executorDir: string;
  limits: SandboxLimits;
  mark: string;
  files: BubblewrapFiles;
  /** Whether a system call filter comes on `files.seccomp`. */
  filtered: boolean;
};

/** Folders of the system's programs; on merged systems most are links into /usr. */
const systemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store"];
/** Of /etc only what programs need to start: the rest may hold secrets, and root's sandbox reads what root may. */
const systemFiles = [
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "alternatives",
  "localtime",
  "fonts",
  "mime.types",
  "matplotlibrc",
];

/** Everything between `bwrap` and the command to run. Throws when a needed path is not there. */
export function bubblewrapArguments(input: BubblewrapInput): string[] {
  const { python, limits, files } = input;
  const { workBytes, tmpBytes } = diskShares(limits);
  const executor = locateExecutor(input.executorDir);
  return [
    // --disable-userns needs the user namespace named besides "all".
    ...["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"],
    ...["--cap-drop", "ALL", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"],
    ...["--info-fd", String(files.info), ...(input.filtered ? ["--seccomp", String(files.seccomp)] : [])],
    ...systemFolders.flatMap(showFolder),
    ...etcFiles().flatMap((file) => ["--ro-bind-try", file, file]),
    ...["--ro-bind-data", String(files.passwd), "/etc/passwd", "--ro-bind-data", String(files.hosts), "/etc/hosts"],
    ...["--proc", "/proc", "--dev", "/dev"],
    ...["--size", String(shmBytes), "--perms", "1777", "--tmpfs", "/dev/shm"],
    ...["--size", String(tmpBytes), "--perms", "1777", "--tmpfs", "/tmp"],
    ...["--size", String(workBytes), "--tmpfs", "/work"],
    ...bindPython(python).flatMap((folder) => ["--ro-bind", folder, folder]),
    ...["--ro-bind", executor, "/executor/pinlight_executor"],
    // Both are file systems in memory without a bound: nothing may be written there.
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", "/work", "--clearenv", ...environment(input)],
    "--",
  ];
}

function showFolder(folder: string): string[] {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (!status) return [];
  return status.isSymbolicLink() ? ["--symlink", readlinkSync(folder), folder] : ["--ro-bind", folder, folder];
}

function etcFiles(): string[] {
  // Debian's Python reads its sitecustomize.py from /etc/python3.x.
  const names = readdirSync("/etc").filter((name) => systemFiles.includes(name) || /^python3(\.\d+)?$/.test(name));
  return names.map((name) => path.join("/etc", name));
}

function environment({ python, mark }: BubblewrapInput): string[] {
  const variables = executorEnvironment({
    mark,
    executorDir: "/executor",
    home: "/tmp",
    tmp: "/tmp",
    path: [path.dirname(python.executable), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    userBase: python.userBase,
  });
  return Object.entries(variables).flatMap(([name, value]) => ["--setenv", name, value]);
}
