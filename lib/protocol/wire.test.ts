// A change of the wire has to break something on purpose: this test. When it fails and the change is meant, add a line
// to `history` with the new hash and what changed, and describe the message in docs/protocol.md. New fields are
// optional; a field that is taken away or changes its meaning needs a new PROTOCOL number.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import * as agent from "./agent.ts";
import { RunJob } from "./job.ts";
import * as kernel from "./kernel.ts";
import { clientEvents, serverEvents } from "./live.ts";

const history: { hash: string; change: string }[] = [
  { hash: "61fff2ee6be6c44e", change: "the first wire" },
  {
    hash: "a067784f3f770c46",
    change:
      "plans are predictions: block-start and block-result with a reason, run-end with kept; audit, and its cause",
  },
  {
    hash: "652a70fc01be33e7",
    change: "clear; display with id, update, and a table's columns as payload",
  },
  { hash: "2d74efe395434454", change: "the reason lines-moved: an error told again, its block did not run" },
  { hash: "b4b6176d991e196d", change: "leaving; spreadMs and others in the answer to join, others in presence" },
  {
    hash: "0b351e1235e59be3",
    change: "follow, and follows in join: who follows is put into a changed document's room",
  },
];

function wire(): unknown {
  const schema = (type: z.ZodType) => z.toJSONSchema(type, { io: "input", unrepresentable: "any" });
  const schemas = (record: object) =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name, schema(value)]] : [])),
    );
  return {
    server: schemas(serverEvents),
    client: Object.fromEntries(Object.entries(clientEvents).map(([name, event]) => [name, schemas(event)])),
    agent: schemas(agent),
    kernel: schemas(kernel),
    job: schema(RunJob),
  };
}

test("the wire is the one that the history names last", () => {
  const hash = createHash("sha256").update(JSON.stringify(wire())).digest("hex").slice(0, 16);
  expect(hash).toBe(history.at(-1)?.hash);
});
