import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { executorRoom, type Room, rooms } from "./rooms.ts";

const root = path.resolve(import.meta.dirname, "..");
const skipped = new Set(["node_modules", "generated", "testing", "__pycache__", ".next"]);

type Import = { file: string; target: string };

const files = ["lib", "app", "workers", "agent"].flatMap(listFiles).concat("proxy.ts");
const imports = new Map(files.map((file) => [file, readImports(file)]));
const clientFiles = findClientFiles();

function listFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(name);
    return /\.(ts|tsx|mjs)$/.test(name) && !/\.(test|d)\.ts$/.test(name) ? [name] : [];
  });
}

/** Every way to name another module; types too: they are knowledge as well. */
function readImports(file: string): Import[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const named = /^\s*(?:import|export)\b[^"'`;=()]*?\bfrom\s+"([^"]+)"/gm;
  const bare = /^\s*import\s+"([^"]+)"/gm;
  const called = /\bimport\(\s*"([^"]+)"/g;
  return [named, bare, called].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({ file, target: resolve(file, match[1] ?? "") })),
  );
}

/** A file of this project by its path from the root; a package or one of Node's modules as it is. */
function resolve(file: string, specifier: string): string {
  if (specifier.startsWith("#")) return specifier.slice(1);
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

/** What is sent to browsers: files that say "use client", and what they import of `app`. */
function findClientFiles(): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { target } of imports.get(file) ?? [])
      if (target.startsWith("app/") && imports.has(target)) visit(target);
  };
  for (const file of files) {
    if (/^\s*["']use client["']/.test(readFileSync(path.join(root, file), "utf8"))) visit(file);
  }
  return reached;
}

const lies = (file: string, place: string) => (place.endsWith("/") ? file.startsWith(place) : file === place);

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => room.files.some((place) => lies(file, place)) && (!room.client || clientFiles.has(file)));
}

function isAllowed(room: Room, target: string): boolean {
  if (target.startsWith("node:")) return room.node === "any" || (room.node !== "none" && room.node.includes(target));
  if (/^(lib|app|workers|agent|scripts|bench|chaos|e2e|bin)\//.test(target) || target === "proxy.ts") {
    return [...room.files, ...room.may].some((place) => lies(target, place));
  }
  const name = target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
  return room.packages === "any" || room.packages.includes(name);
}

test("[rooms] every file has a room", () => {
  expect(files.filter((file) => !roomOf(file))).toEqual([]);
});

test.each(rooms)("[rooms] $name imports only what its row allows", (room) => {
  const own = files.filter((file) => roomOf(file) === room);
  expect(own.length).toBeGreaterThan(0);
  const strangers = own.flatMap((file) => imports.get(file) ?? []).filter(({ target }) => !isAllowed(room, target));
  expect(strangers.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("[rooms] lib/core is pure: no clock, no randomness, no environment", () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.|\bcrypto\.|\bfetch\(|\bset(Timeout|Interval)\(/;
  const found = files
    .filter((file) => file.startsWith("lib/core/"))
    .filter((file) => {
      const code = readFileSync(path.join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return impure.test(code);
    });
  expect(found).toEqual([]);
});

test("[rooms] the executor imports Python's standard library and itself only", () => {
  const script = `
import ast, json, pathlib, sys
strangers = []
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    for node in ast.walk(ast.parse(file.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top != "pinlight_executor":
                strangers.append(f"{file.name} imports {name}")
print(json.dumps(strangers))
`;
  const folder = path.join(root, executorRoom.folder);
  expect(JSON.parse(execFileSync("python3", ["-c", script, folder], { encoding: "utf8" }))).toEqual([]);
});

test("[rooms] ARCHITECTURE.md has a row for each room", () => {
  const text = readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const names = rows.map((row) => row.split("|")[1]?.replaceAll("`", "").trim());
  const missing = [...rooms, executorRoom].filter(({ name }) => !names.includes(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
