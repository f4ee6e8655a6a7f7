// The interpreter behind a name. A pyenv shim is a shell script that costs 120 ms and a folder that a sandbox does
// not have: the interpreter itself is asked where it lies, and everything it reads when it starts.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const question = `
import json, os, site, sys, sysconfig
base = site.getuserbase()
print(json.dumps({
    "executable": sys.executable,
    "version": list(sys.version_info[:3]),
    "folders": [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix,
                sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["platstdlib"]] + site.getsitepackages(),
    "userBase": base if os.path.isdir(site.getusersitepackages()) else None,
    "userSite": site.getusersitepackages(),
}))
`;

const Answer = z.object({
  executable: z.string().min(1),
  version: z.tuple([z.int(), z.int(), z.int()]),
  folders: z.array(z.string()),
  userBase: z.string().nullable(),
  userSite: z.string(),
});

/** `folders`: what the interpreter and its packages lie in. `userBase`: of `pip install --user`, where used. */
export type PythonInstall = z.infer<typeof Answer>;

const oldest = [3, 10] as const;
const usual = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "/usr/bin/python3",
  "python",
];

/** Throws one sentence that names what was tried when no Python >= 3.10 answers. `preferred`: that one or none. */
export async function findPython(preferred?: string): Promise<PythonInstall> {
  const refused: string[] = [];
  for (const name of preferred ? [preferred] : usual) {
    const found = await ask(name);
    if (typeof found === "string") refused.push(`${name} ${found}`);
    else if (isOld(found)) refused.push(`${name} is ${found.version.join(".")}`);
    else return found;
  }
  throw new Error(
    `no Python >= ${oldest.join(".")} found (${refused.join("; ")}). Install one, or name it in PINLIGHT_PYTHON.`,
  );
}

async function ask(name: string): Promise<PythonInstall | string> {
  try {
    // -I: neither this folder nor this process's PYTHON* variables say where its packages lie.
    const { stdout } = await run(name, ["-I", "-c", question], { timeout: 10_000, cwd: "/" });
    return Answer.parse(JSON.parse(stdout));
  } catch (error) {
    const { code, killed } = error as { code?: string | number; killed?: boolean };
    if (code === "ENOENT") return "is not there";
    return killed ? "does not answer" : `fails (${String(code ?? error)})`;
  }
}

function isOld(python: PythonInstall): boolean {
  const [major, minor] = python.version;
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
