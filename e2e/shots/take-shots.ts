import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { findChromium } from "#scripts/testing/find-chromium.ts";
import { provideExamplesPython } from "#scripts/testing/provide-test-python.ts";
import { Installation } from "../harness/installation.ts";
import { scenes } from "./scenes.ts";

const sizes = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1280, height: 800 },
  wall: { width: 2560, height: 1440 },
};
const themes = ["light", "dark"] as const;
const changed = (rate: number, color: string) => `# # Rates

rate = ${rate}
names = ["calm", "windy"]

for name in names:
    print(f"{name:>6}  {rate * len(name):.2f}")

class Square:
    def _repr_svg_(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="120"><rect width="${rate * 90}" height="120" fill="${color}"/></svg>'

Square()
`;
const broken = '"""A file that fails"""\n\nprices = [10.5, 11]\n\nsum(prices) / len(missing)\n\n"a later block"\n';

/** Writes `<page>-<size>-<theme>.png` for each into the folder, and says so. */
export async function takeShots({ root, folder }: { root: string; folder: string }): Promise<void> {
  process.env.PINLIGHT_PYTHON ??= await provideExamplesPython(root);
  const installation = await Installation.start(await examples(root));
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  await mkdir(folder, { recursive: true });
  // Something has happened: a file has two runs, that differ in code, text and a picture.
  await saveTwice(await browser.newPage(), installation);
  try {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const colorScheme of themes) {
        const context = await browser.newContext({
          viewport,
          colorScheme,
          deviceScaleFactor: size === "phone" ? 2 : 1,
        });
        const page = await context.newPage();
        await page.goto(installation.ready.shareUrl);
        for (const { name, show } of scenes) {
          await show(page, installation);
          // What slides in is there, and fonts are loaded.
          await page.waitForTimeout(500);
          const file = path.join(folder, `${name}-${size}-${colorScheme}.png`);
          await page.screenshot({ path: file });
          process.stdout.write(`${file}\n`);
          // A pin is the viewer's, and would be in all that follow.
          if (name === "pinned") await page.keyboard.press("p");
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await installation.close();
  }
}

async function saveTwice(page: Page, installation: Installation): Promise<void> {
  await page.goto(installation.ready.shareUrl);
  await page.goto(installation.documentUrl("changed.py"));
  await page.getByText(/windy +5/).waitFor();
  await installation.write("changed.py", changed(2, "#9c4119"));
  await page.getByText(/windy +10/).waitFor();
  await page.close();
}

async function examples(root: string): Promise<Record<string, string>> {
  const folder = path.join(root, "examples");
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const files = await Promise.all(
    found.map(async ({ name, parentPath }) => {
      const whole = path.join(parentPath, name);
      return [path.relative(folder, whole), await readFile(whole, "utf8")] as const;
    }),
  );
  return { ...Object.fromEntries(files), "broken.py": broken, "changed.py": changed(1, "#3d6c8e") };
}
