import { expect, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, markPage, strip, visit } from "./harness/page.ts";

let pinlight: Installation;
const source = (value: number) => `# # Numbers\n\nx = ${value}\n\ny = 10\n\nprint("x is", x)\n\nprint("y is", y)\n`;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "a.py": source(1), "slow.py": "1 + 1\n" });
});
test.afterAll(async () => {
  await pinlight.close();
});

test("(a) a save appears in an open page without a reload, and what it cannot affect is not marked", async ({
  page,
}) => {
  await visit(page, pinlight, "a.py");
  await expect(block(page, 4)).toContainText("x is 1");
  const sameLoad = await markPage(page);
  await pinlight.write("a.py", source(2));
  await expect(block(page, 4)).toContainText("x is 2");
  await expect(block(page, 4)).toHaveAttribute("data-lit", /now|seen|/);
  await expect(block(page, 1)).not.toHaveAttribute("data-lit");
  await expect(block(page, 5)).toContainText("y is 10");
  await expect(block(page, 5)).not.toHaveAttribute("data-lit");
  await sameLoad();
});

test("(g) a print in a loop streams before its block ends", async ({ page }) => {
  await visit(page, pinlight, "slow.py");
  await pinlight.write(
    "slow.py",
    'import time\n\nfor i in range(40):\n    print("step", i)\n    time.sleep(0.25)\n\nprint("after")\n',
  );
  await expect(block(page, 2)).toContainText("step 2");
  await expect(block(page, 2)).toHaveAttribute("data-state", "running");
  await expect(block(page, 2)).not.toContainText("step 39");
});

test("(g) an endless loop shows as running, the owner cancels it, and the next save works", async ({ page }) => {
  await page.goto(await pinlight.ownerUrl());
  await page.goto(pinlight.documentUrl("slow.py"));
  await pinlight.write("slow.py", 'print("before")\n\nwhile True:\n    pass\n');
  await expect(block(page, 2)).toContainText("while True");
  await expect(block(page, 2)).toHaveAttribute("data-state", "running");
  await strip(page).getByRole("button", { name: "Cancel" }).click();
  await expect(block(page, 2)).not.toHaveAttribute("data-state", "running");
  await expect(strip(page)).toContainText("cancelled");
  await pinlight.write("slow.py", 'print("before")\n\nprint("it goes on")\n');
  await expect(block(page, 2)).toContainText("it goes on");
});

test("(h) an exception and a syntax error belong to their blocks, and the other blocks run", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  await pinlight.write("a.py", 'print("one")\n\n1 / 0\n\ndef broken(:\n    pass\n\nprint("four")\n');
  await expect(block(page, 2)).toContainText("ZeroDivisionError");
  await expect(block(page, 3)).toContainText("SyntaxError");
  await expect(block(page, 4)).toContainText("four");
  await expect(block(page, 2)).toHaveAttribute("data-state", "failed");
  await expect(block(page, 3)).toHaveAttribute("data-state", "failed");
});

test("(h) sys.exit() ends the run there, and later blocks keep their last results, marked", async ({ page }) => {
  await visit(page, pinlight, "a.py");
  await pinlight.write("a.py", 'print("one")\n\nprint("two")\n\nprint("three")\n');
  await expect(block(page, 3)).toContainText("three");
  await pinlight.write("a.py", 'print("one")\n\nimport sys; sys.exit(3)\n\nprint("three")\n');
  await expect(strip(page)).toContainText("sys.exit(3)");
  await expect(block(page, 3)).toContainText("three");
  await expect(block(page, 3)).toHaveAttribute("data-state", "stale");
});

for (const [what, code] of [
  ["os._exit(1)", "import os; os._exit(1)"],
  ["a segfault", "import ctypes; ctypes.string_at(0)"],
] as const) {
  test(`(h) ${what} ends the run as failed, names the block, and the next save works`, async ({ page }) => {
    await visit(page, pinlight, "a.py");
    await pinlight.write("a.py", `print("one")\n\n${code}\n\nprint("three")\n`);
    await expect(strip(page)).toContainText("Python ended in block 2");
    await pinlight.write("a.py", `print("one")\n\nprint("healed after ${what}")\n`);
    await expect(block(page, 2)).toContainText(`healed after ${what}`);
  });
}
