// What is photographed: each page in a state that people meet.
import type { Page } from "@playwright/test";
import type { Installation } from "../harness/installation.ts";
import { block, strip } from "../harness/page.ts";

export type Scene = { name: string; show(page: Page, installation: Installation): Promise<void> };

const open = async (page: Page, installation: Installation, document: string) => {
  await page.goto(installation.documentUrl(document));
  await strip(page).getByText("Live").waitFor();
};
const withOpen =
  (document: string, act: (page: Page) => Promise<void>): Scene["show"] =>
  async (page, installation) => {
    await open(page, installation, document);
    await page.waitForTimeout(400);
    await act(page);
  };

export const scenes: Scene[] = [
  { name: "document", show: withOpen("welcome.py", async () => {}) },
  { name: "tables", show: withOpen("trains.py", async () => {}) },
  { name: "failed", show: withOpen("broken.py", async (page) => block(page, 3).waitFor()) },
  { name: "pinned", show: withOpen("welcome.py", async (page) => page.keyboard.press("p")) },
  { name: "command-bar", show: withOpen("welcome.py", async (page) => page.keyboard.press("ControlOrMeta+k")) },
  { name: "keys", show: withOpen("welcome.py", async (page) => page.keyboard.press("?")) },
  {
    name: "activity",
    show: async (page, { ready }) => {
      await page.goto(`${ready.url}/activity/${ready.workspace}`);
      await page
        .getByRole("button", { name: /^Run \d+ of changed/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "changed.py", exact: true }).waitFor();
      if (await page.evaluate(() => matchMedia("(max-width: 959px)").matches)) {
        await page.getByRole("heading", { name: "changed.py", exact: true }).scrollIntoViewIfNeeded();
      }
    },
  },
  {
    name: "past",
    show: async (page, { ready }) => {
      await page.goto(`${ready.url}/activity/${ready.workspace}`);
      await page
        .getByRole("link", { name: /^Open run/ })
        .first()
        .click();
      await page.getByText("As it was at").waitFor();
    },
  },
  {
    name: "share",
    show: withOpen("welcome.py", async (page) => {
      const button = page.getByRole("button", { name: "Share" });
      if (await button.isVisible()) await button.click();
    }),
  },
  {
    name: "not-found",
    show: async (page, { ready }) => void (await page.goto(`${ready.url}/w/${ready.workspace}/gone.py`)),
  },
  { name: "home", show: async (page, { ready }) => void (await page.goto(ready.url)) },
];
