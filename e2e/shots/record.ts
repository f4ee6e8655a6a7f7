// The recording in README: a save moves the viewer who follows, and leaves the one who has pinned. Two real browsers, each
// photographed while it moves, side by side on a stage with the line that was saved.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { findChromium } from "#scripts/testing/find-chromium.ts";
import { provideTestPython } from "#scripts/testing/provide-test-python.ts";
import { Installation } from "../harness/installation.ts";
import { pinButton, strip } from "../harness/page.ts";

const PANE = { width: 620, height: 520 };
const STAGE = { width: 1280, height: 660 };
/** After a save the panes are photographed so many times, so far apart. */
const MOVING = { frames: 10, everyMs: 120 };

const wind = (factor: number) => `# # Wind
# Mean power of a turbine over a day, as hours pass.

import math

hours = range(24)
power = [round(${factor} * (1 + math.sin(h / 4)), 2) for h in hours]

# The best hour:

max(power)

bars = "".join(f'<rect x="{h * 22}" y="{120 - p * 20}" width="18" height="{p * 20}" fill="#3d6c8e"/>' for h, p in enumerate(power))

class Chart:
    def _repr_svg_(self):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="528" height="122">{bars}</svg>'

Chart()
`;
const prices = (zone: string) => `# # Prices
# What a megawatt hour costs, zone by zone.

zone = "${zone}"

table = {"DK1": [38.2, 41.0, 55.6], "DK2": [49.3, 50.1, 61.7]}

sum(table[zone]) / len(table[zone])
`;

export async function record({ root, to }: { root: string; to: string }): Promise<void> {
  const python = await provideTestPython(root);
  const installation = await Installation.start({ "prices.py": prices("DK1"), "wind.py": wind(2) });
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinlight-recording-"));
  try {
    const open = async () => {
      const page = await (await browser.newContext({ viewport: PANE, colorScheme: "light" })).newPage();
      await page.goto(installation.ready.shareUrl);
      await page.goto(installation.documentUrl("wind.py"));
      await strip(page).getByText("Live").waitFor();
      return page;
    };
    const [pinned, following] = [await open(), await open()];
    const stage = await (await browser.newContext({ viewport: STAGE })).newPage();
    const film = new Film(folder, stage, [pinned, following]);
    await pinned.waitForTimeout(1_500);
    await film.take("Two people look at wind.py.", "", 1_600);
    await pinButton(pinned, "wind.py").click();
    await pinned.mouse.move(300, 500);
    await pinned.waitForTimeout(400);
    film.left = "has pinned wind.py";
    await film.take("The one on the left pins it.", "", 1_800);
    await installation.write("prices.py", prices("DK2"));
    await film.follow("Somebody saves prices.py.", 'prices.py   zone = "DK2"');
    await film.take("Who follows is there. Who is pinned stays, and is told.", 'prices.py   zone = "DK2"', 2_600);
    await installation.write("wind.py", wind(2.6));
    await film.follow("Somebody saves wind.py.", "wind.py   power = [round(2.6 * …");
    await film.take("The pinned file is live, too.", "wind.py   power = [round(2.6 * …", 2_600);
    film.develop(python, to);
  } finally {
    await browser.close();
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

class Film {
  private readonly frames: [string, number][] = [];
  /** What the viewer on the left does. */
  left = "follows";

  private readonly folder: string;
  private readonly stage: Page;
  private readonly panes: [Page, Page];

  constructor(folder: string, stage: Page, panes: [Page, Page]) {
    this.folder = folder;
    this.stage = stage;
    this.panes = panes;
  }

  async take(words: string, saved: string, ms: number): Promise<void> {
    const [left, right] = await Promise.all(this.panes.map((page) => page.screenshot()));
    await this.stage.setContent(stageOf(words, saved, [this.left, left as Buffer], right as Buffer));
    const file = path.join(this.folder, `${this.frames.length}.png`);
    await this.stage.screenshot({ path: file });
    this.frames.push([file, ms]);
  }

  async follow(words: string, saved: string): Promise<void> {
    for (let frame = 0; frame < MOVING.frames; frame += 1) await this.take(words, saved, MOVING.everyMs);
  }

  develop(python: string, to: string): void {
    const script = path.join(import.meta.dirname, "animate.py");
    const input = JSON.stringify({ frames: this.frames, to });
    const { status, stderr } = spawnSync(python, [script], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(`the frames could not be put together\n${stderr}`);
  }
}

function stageOf(words: string, saved: string, left: [string, Buffer], right: Buffer): string {
  const pane = (name: string, image: Buffer) =>
    `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${image.toString("base64")}"></figure>`;
  return `<!doctype html><style>
    body { margin: 0; padding: 16px 10px; background: #e9ebee; font: 15px/24px system-ui, "Noto Sans", sans-serif; color: #15181c }
    header { display: flex; justify-content: space-between; align-items: center; height: 40px; padding: 0 8px }
    b { font-weight: 600 } code { padding: 4px 10px; border-radius: 6px; background: #15181c; color: #fff; font: 13px/20px ui-monospace, "DejaVu Sans Mono", monospace }
    code:empty { display: none }
    main { display: flex; gap: 8px; justify-content: center }
    figure { margin: 0 } figcaption { padding: 6px 8px; color: #454c55; font-size: 13px }
    img { display: block; border-radius: 8px; box-shadow: 0 0 0 1px #cfd3d9, 0 8px 24px rgb(0 0 0 / 0.10) }
  </style><header><b>${words}</b><code>${saved.replace(/</g, "&lt;")}</code></header>
  <main>${pane(...left)}${pane("follows", right)}</main>`;
}
