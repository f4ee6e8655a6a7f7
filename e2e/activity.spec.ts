// What happened: revisions and their runs as they come, any document as it was, and how two runs differ.
import { expect, type Page, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, expectDocument, strip, visit } from "./harness/page.ts";

let pinlight: Installation;
const picture = (color: string) => `class Square:
    def _repr_svg_(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="${color}"/></svg>'

Square()
`;
const source = (rate: number, color: string) => `# # Rates

rate = ${rate}

print("first line")
print(f"the rate is {rate}")
print("last line")

"always the same"

${picture(color)}`;

test.beforeAll(async () => {
  pinlight = await Installation.start({ "rates.py": source(1, "teal"), "other.py": "print('other')\n" });
});
test.afterAll(async () => {
  await pinlight.close();
});

async function saveTwice(page: Page): Promise<void> {
  await visit(page, pinlight, "rates.py");
  for (const [rate, color] of [
    [1, "teal"],
    [2, "coral"],
  ] as const) {
    await pinlight.write("rates.py", source(rate, color));
    await expect(block(page, 3)).toContainText(`the rate is ${rate}`);
    await expect(strip(page)).toContainText("ran");
  }
}

/** The past is open, and listens to keys: its time is in the viewer's own zone, which the server does not know. */
async function expectPast(page: Page): Promise<void> {
  await expect(page.getByText("As it was at")).toBeVisible();
  await expect(page.getByRole("complementary").locator("time")).toHaveText(/\d/);
}

test("every revision is listed with its runs, and new ones come by themselves", async ({ page, context }) => {
  await saveTwice(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  const revisions = page.getByRole("article");
  await expect(revisions.first()).toContainText("rates.py changed");
  const run = revisions.first().getByRole("button", { name: /^Run \d+ of rates\.py/ });
  await expect(run).toHaveAccessibleName(/2 blocks of 4 ran|3 blocks of 5 ran|blocks? of \d+ ran/);

  await pinlight.write("other.py", "print('again')\n");
  await expect(revisions.first()).toContainText("other.py changed");
  await page.getByRole("searchbox", { name: "Filter activity" }).fill("rates");
  await expect(page.getByText("other.py changed")).toBeHidden();
  await expect(revisions.first()).toContainText("rates.py");

  const stranger = await (await context.browser()?.newContext())?.newPage();
  const answer = await stranger?.request.get(`${pinlight.ready.url}/api/activity?w=${pinlight.ready.workspace}`);
  expect(answer?.status()).toBe(404);
});

test("a run is compared with the one before: code, text and pictures, with what differs marked", async ({ page }) => {
  await saveTwice(page);
  await page.keyboard.press("c");
  const compare = page.getByRole("region", { name: "rates.py" });
  await expect(compare.getByText("blocks differ")).toBeVisible();
  const code = compare.getByRole("region", { name: "Block 2", exact: true });
  await expect(code.locator("del")).toHaveText(["1"]);
  await expect(code.locator("ins")).toHaveText(["2"]);
  const printed = compare.getByRole("region", { name: "Block 3", exact: true });
  await expect(printed).toContainText("the same code, other results");
  await expect(printed.locator("del")).toHaveText(["1"]);
  await expect(compare.getByRole("region", { name: "Block 4", exact: true })).toBeHidden();
  const pictures = compare.locator(".picture-diff");
  await expect(pictures.getByRole("img")).toHaveCount(2);
  await pictures.getByText("Onion skin").click();
  await pictures.getByRole("slider").fill("80");
  await expect(pictures).toHaveAttribute("data-onion", "onion");
  await compare.getByRole("checkbox", { name: "Only what differs" }).uncheck();
  await expect(compare.getByRole("region", { name: "Block 4", exact: true })).toContainText("always the same");
  // The address says what is compared: it can be sent to somebody.
  await expect(page).toHaveURL(/[?&]b=\d+/);
  const address = page.url();
  await page.goto(address);
  await expect(compare.getByText("blocks differ")).toBeVisible();
});

test("any run opens the document as it was, with its results; keys go through time and back to now", async ({
  page,
}) => {
  await saveTwice(page);
  await page.keyboard.press("c");
  const sideA = page.getByTitle("Open the document as it was then").first();
  await sideA.click();
  await expectPast(page);
  await expect(block(page, 3)).toContainText("the rate is 1");
  await expect(block(page, 2)).toContainText("rate = 1");
  await page.keyboard.press("ArrowRight");
  await expect(block(page, 3)).toContainText("the rate is 2");
  await expectPast(page);
  await page.keyboard.press("Escape");
  await expectDocument(page, "rates.py");
  await expect(strip(page)).toContainText("Live");
});

test("what never was, or is somebody else's, is not found", async ({ page }) => {
  await visit(page, pinlight, "rates.py");
  for (const address of ["/activity/nowhere", `/activity/${pinlight.ready.workspace}/runs/999999`]) {
    const answer = await page.goto(`${pinlight.ready.url}${address}`);
    expect(answer?.status()).toBe(404);
  }
  for (const run of ["0", "-1", "999999", "99999999999999", "x"]) {
    const answer = await page.request.get(`${pinlight.ready.url}/api/runs/${run}?w=${pinlight.ready.workspace}`);
    expect(answer.status()).toBe(404);
  }
  for (const query of ["before=0", "before=x", "file=../x"]) {
    const answer = await page.request.get(`${pinlight.ready.url}/api/activity?w=${pinlight.ready.workspace}&${query}`);
    expect(answer.status()).toBe(400);
  }
});
