// Golden transcripts: what the real executor said, replayed by its own tests and here. Each frame has to be one that the
// runner understands, header and body.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { pathFault } from "./ids.ts";
import { AuditBody, BlockStartBody, DisplayBody, FromExecutor, PlanBody, RunEndBody, ToExecutor } from "./kernel.ts";

const folder = path.join(import.meta.dirname, "transcripts");
const Frame = z.object({ header: z.record(z.string(), z.unknown()), body: z.unknown() });
const Transcript = z.object({ name: z.string(), to: z.array(Frame), from: z.array(Frame) });
const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const bodies: Record<string, z.ZodType> = {
  plan: PlanBody,
  "block-start": z.union([z.literal(""), BlockStartBody]),
  display: DisplayBody,
  "run-end": RunEndBody,
  audit: AuditBody,
};
/** What differs from run to run is masked in the files. */
const unmask = (header: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(header).map(([key, value]) => [key, value === "*" ? (key === "python" ? "3.11.0" : 1) : value]),
  );

test("there are transcripts to replay", () => {
  expect(names.length).toBeGreaterThanOrEqual(3);
});

test.each(names)("every frame of %s is one that both sides declare", async (name) => {
  const { to, from } = Transcript.parse(JSON.parse(await readFile(path.join(folder, name), "utf8")));
  for (const { header } of to) {
    // Some show what the executor does with a path that no runner sends.
    if (header.type !== "write" || pathFault(String(header.path)) === null) ToExecutor.parse(unmask(header));
  }
  for (const { header, body } of from) {
    const head = FromExecutor.parse(unmask(header));
    bodies[head.type]?.parse(body);
  }
  expect(from.map(({ header }) => header.type)).toContain("run-end");
});
