import { expect, test } from "vitest";
import { ignoredBecause, isIgnored } from "./ignored-paths.ts";

test("[A5] version control, environments, caches, secrets and editors' files stay out, at any depth", () => {
  const reasons = {
    "version-control": [".git", ".git/config", "sub/.git/HEAD", ".GIT/config", ".hg/store"],
    environment: [".venv/bin/python", "venv/lib/x.py", "web/node_modules/a/index.js"],
    cache: ["__pycache__/a.cpython-311.pyc", "a/.ipynb_checkpoints/b.ipynb", ".cache/x", ".DS_Store", "a.pyc"],
    secret: [
      ".env",
      ".env.local",
      "conf/.envrc",
      "id_rsa",
      ".ssh/config",
      ".aws/credentials",
      "tls/server.PEM",
      "a.key",
      ".netrc",
    ],
    editor: [".a.py.swp", "a.py~", ".#a.py", "#a.py#", "4913", "a.py.tmp", "a.py.tmp.123.456", "a.py___jb_tmp___"],
  };
  for (const [reason, paths] of Object.entries(reasons)) {
    for (const path of paths) expect(`${path}: ${ignoredBecause(path)}`).toBe(`${path}: ${reason}`);
  }
});

test("[A5] what people write goes through", () => {
  const paths = [
    "a.py",
    "env/a.py",
    "environment.py",
    "keys.py",
    "git/a.py",
    "notes.txt",
    ".gitignore",
    "id_rsa.pub",
    "tmp/a.py",
  ];
  expect(paths.filter(isIgnored)).toEqual([]);
});
