// A workspace of a team is larger than a sandbox.
import { expect, test } from "@playwright/test";
import { Installation } from "./harness/installation.ts";
import { block, visit } from "./harness/page.ts";

const DOCUMENTS = 60;
let pinlight: Installation;

test.beforeAll(async () => {
  const files = Array.from({ length: DOCUMENTS }, (_, n) => [`part${n % 6}/doc${n}.py`, `value = ${n}\n\nvalue\n`]);
  pinlight = await Installation.start(Object.fromEntries(files));
});
test.afterAll(async () => {
  await pinlight.close();
});

test("more documents than a sandbox may have processes for all run, and the first still takes an edit", async ({
  page,
}) => {
  await visit(page, pinlight);
  const statuses = async () => {
    const answer = await page.request.get(`${pinlight.ready.url}/api/activity?w=${pinlight.ready.workspace}`);
    const { revisions } = await answer.json();
    return revisions.flatMap((one: { runs: { status: string }[] }) => one.runs.map(({ status }) => status)).sort();
  };
  // Fifty runs are told of one revision.
  await expect.poll(statuses, { timeout: 60_000 }).toEqual(Array.from({ length: 50 }, () => "ok"));
  await page.goto(pinlight.documentUrl("part0/doc0.py"));
  await expect(block(page, 2)).toContainText("0");
  await pinlight.write("part0/doc0.py", "value = 'edited'\n\nvalue\n");
  await expect(block(page, 2)).toContainText("edited");
});
