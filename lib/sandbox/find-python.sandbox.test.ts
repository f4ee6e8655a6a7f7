import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPython } from "./find-python.ts";

function makeScript(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pin-shim-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "python3");
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

test("behind a shim the real interpreter is found", async () => {
  const real = await findPython();
  const shim = makeScript(`#!/bin/sh\nexec "${real.executable}" "$@"\n`);
  expect((await findPython(shim)).executable).toBe(real.executable);
});

test("a Python that is too old is refused with its version and the way out", async () => {
  const old = makeScript(
    `#!/bin/sh\necho '{"executable": "/old/python3", "version": [3, 9, 18], "folders": [], "userBase": null, "userSite": ""}'\n`,
  );
  await expect(findPython(old)).rejects.toThrow(/is 3\.9\.18.*PINLIGHT_PYTHON/);
});

test("a name that does not answer as Python does is refused, not believed", async () => {
  await expect(findPython(makeScript("#!/bin/sh\necho hello\n"))).rejects.toThrow(/no Python >= 3\.10/);
});
