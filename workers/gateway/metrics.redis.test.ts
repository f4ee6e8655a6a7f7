import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import type { Exchange } from "./http.ts";
import { metricsDoor } from "./metrics.ts";
import { startGateway } from "./start-gateway.ts";

const token = "a token of metrics";
let context: TestContext;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  context = await testContext({ PINLIGHT_METRICS_TOKEN: token });
  gateway = await startGateway(context);
});
afterAll(async () => {
  await gateway.stop();
  await context.close();
});

const read = (authorization?: string, port = gateway.port) =>
  fetch(`http://127.0.0.1:${port}/api/gateway/metrics`, { headers: authorization ? { authorization } : {} });

async function value(line: string): Promise<number> {
  const text = await (await read(`Bearer ${token}`)).text();
  return Number(
    text
      .split("\n")
      .find((one) => one.startsWith(`${line} `))
      ?.slice(line.length),
  );
}

test("audits and runs of all processes are counted", async () => {
  const differ = 'pinlight_audits_total{outcome="differ"}';
  const failed = 'pinlight_runs_total{status="failed"}';
  const before = [await value(differ), await value(failed)] as const;
  context.nudges.count("audits:differ");
  context.nudges.count("runs:failed");
  await expect.poll(() => value(differ)).toBe(before[0] + 1);
  await expect.poll(() => value(failed)).toBe(before[1] + 1);
  expect(await value("pinlight_gateway_viewers")).toBe(0);
});

test("who does not show the token finds nothing there", async () => {
  for (const authorization of [undefined, "Bearer ", `Bearer ${token}s`, "Basic abc"]) {
    expect((await read(authorization)).status).toBe(404);
  }
});

const none = { viewers: 0, slowViewers: 0, reads: new Map() };

test("without a token in the configuration nobody may read them", async () => {
  const door = metricsDoor({ ...context, config: { ...context.config, metricsToken: undefined } }, () => none);
  const exchange = { request: { headers: { authorization: "Bearer undefined" } } } as unknown as Exchange;
  await expect(door(exchange)).rejects.toMatchObject({ code: "not-found" });
});
