// How tests find things: by the names that people and screen readers find them by.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Installation } from "./installation.ts";

/** Opens the workspace as a visitor does: by its share link. */
export async function visit(page: Page, installation: Installation, document?: string): Promise<void> {
  await page.goto(installation.ready.shareUrl);
  if (document) await page.goto(installation.documentUrl(document));
  await expect(strip(page)).toContainText("Live");
}

export const strip = (page: Page): Locator => page.getByRole("contentinfo");
export const block = (page: Page, ordinal: number): Locator =>
  page.getByRole("region", { name: `Block ${ordinal}`, exact: true });
export const pinButton = (page: Page, file: string): Locator => page.getByRole("button", { name: file, exact: true });
export const tree = (page: Page): Locator => page.getByRole("navigation", { name: "Files" });

export async function expectDocument(page: Page, document: string): Promise<void> {
  await expect(page).toHaveURL((url) => decodeURIComponent(url.pathname).endsWith(`/${document}`));
  await expect(pinButton(page, document.split("/").at(-1) ?? document)).toBeVisible();
}

/** The page was never loaded anew since: a mark on its window is still there. */
export async function markPage(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(window, { pinlightMark: true }));
  return async () => expect(await page.evaluate(() => "pinlightMark" in window)).toBe(true);
}
