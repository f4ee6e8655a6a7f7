// What was built from what: a hash of its sources, kept beside the result. Times of files say nothing after a clone.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const skippedFolders = new Set(["node_modules", "generated", "testing", "__pycache__"]);

/**
 * @param {string} root
 * @param {string[]} sources files and folders, relative to root; those that are not there count as absent
 * @param {string[]} [also] further things that the result depends on
 */
export function hashSources(root, sources, also = []) {
  const hash = createHash("sha256");
  for (const word of [`node ${process.versions.modules}`, process.platform, process.arch, ...also]) hash.update(`${word}\0`);
  for (const source of sources) {
    for (const file of listFiles(root, source)) {
      hash.update(`${file}\0`);
      hash.update(readFileSync(path.join(root, file)));
      hash.update("\0");
    }
  }
  return hash.digest("hex");
}

/** @param {string} root @param {string} source @returns {string[]} */
function listFiles(root, source) {
  const full = path.join(root, source);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [source];
  return readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) {
        return skippedFolders.has(entry.name) ? [] : listFiles(root, path.join(source, entry.name));
      }
      return entry.name.includes(".test.") ? [] : [path.join(source, entry.name)];
    });
}

const stampFile = (root, name) => path.join(root, "dist/.stamps", name);

/** @param {string} root @param {string} name @param {string} hash @param {string} result relative to root */
export function isFresh(root, name, hash, result) {
  try {
    return existsSync(path.join(root, result)) && readFileSync(stampFile(root, name), "utf8") === hash;
  } catch {
    return false;
  }
}

/**
 * Runs the work between taking the stamp away and setting it anew: what was ended half-way has none.
 * @param {string} root @param {string} name @param {string} hash @param {() => Promise<void>} work
 */
export async function stamped(root, name, hash, work) {
  rmSync(stampFile(root, name), { force: true });
  await work();
  mkdirSync(path.dirname(stampFile(root, name)), { recursive: true });
  writeFileSync(stampFile(root, name), hash);
}
