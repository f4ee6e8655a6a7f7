// What never leaves a person's machine and never enters a workspace (rule A5), whatever `.gitignore` says. The agent, the
// git door and the server all ask this one predicate. What needs a look at the disk (an `env` folder that holds
// pyvenv.cfg) is the agent's own matter.

export type IgnoredBecause = "version-control" | "environment" | "cache" | "secret" | "editor";

/** Names of folders and files, in lower case: some file systems take `.GIT` for `.git`. */
const names: Record<IgnoredBecause, string[]> = {
  "version-control": [".git", ".hg", ".svn", ".jj", ".bzr"],
  environment: [".venv", "venv", "node_modules", ".tox", ".nox", "site-packages"],
  cache: [
    ...["__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", ".cache", ".hypothesis"],
    ...[".ds_store", "thumbs.db", "desktop.ini"],
  ],
  secret: [
    ...[".aws", ".ssh", ".gnupg", ".kube", ".azure"],
    ...["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", "_netrc", ".pgpass", ".pypirc", ".git-credentials"],
  ],
  editor: ["4913"],
};

/** Shapes of a name: swap files, backups, locks, and the temporary files of atomic saves. */
const shapes: [IgnoredBecause, RegExp][] = [
  ["secret", /^\.env/],
  ["secret", /\.(pem|key|p12|pfx|ppk|jks|keystore|kdbx)$/],
  ["cache", /\.py[co]$/],
  ["editor", /\.sw[a-p]$/],
  ["editor", /~$/],
  ["editor", /^\.#/],
  ["editor", /^#.*#$/],
  ["editor", /\.tmp$/],
  ["editor", /\.tmp\.\d+(\.\d+)*$/],
  ["editor", /___jb_(tmp|old)___$/],
  ["editor", /^\.goutputstream-/],
  ["editor", /^\.~lock\..*#$/],
  ["editor", /^\.(nfs|fuse_hidden)[0-9a-f]+$/],
];

const reasonOfName = new Map(
  Object.entries(names).flatMap(([reason, list]) => list.map((name) => [name, reason as IgnoredBecause])),
);

/** Why a path (of a file or a folder, relative, '/' between parts) stays out, or null when it may enter. */
export function ignoredBecause(path: string): IgnoredBecause | null {
  for (const part of path.toLowerCase().split("/")) {
    const reason = reasonOfName.get(part) ?? shapes.find(([, shape]) => shape.test(part))?.[0];
    if (reason) return reason;
  }
  return null;
}

export function isIgnored(path: string): boolean {
  return ignoredBecause(path) !== null;
}
