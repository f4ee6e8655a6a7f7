// GET /api/gateway/metrics, in Prometheus' text format: what this gateway is busy with, and what all processes counted.
import { timingSafeEqual } from "node:crypto";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Context } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "./http.ts";

export type MetricsDoor = (exchange: Exchange) => Promise<void>;

/** `viewers`: how many sockets are connected to this gateway. */
export function metricsDoor({ nudges, config }: Context, viewers: () => number): MetricsDoor {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "pinlight_gateway_" });
  new Gauge({
    name: "pinlight_gateway_viewers",
    help: "Sockets connected to this gateway",
    registers: [registry],
    collect() {
      this.set(viewers());
    },
  });
  const runs = counter("pinlight_runs_total", "Runs that ended, over all runners", "status");
  const audits = counter(
    "pinlight_audits_total",
    "Shown results compared with a fresh run, over all runners",
    "outcome",
  );

  function counter(name: string, help: string, label: string) {
    return new Counter({ name, help, labelNames: [label], registers: [registry] });
  }

  return async ({ request, response }) => {
    // As if it were not there: nobody who may not read it has to know of it.
    if (!config.metricsToken || !isBearer(request.headers.authorization, config.metricsToken)) {
      throw new AppError("not-found", "There is nothing at GET /api/gateway/metrics.");
    }
    const counts = await nudges.counts();
    runs.reset();
    audits.reset();
    for (const [name, value] of Object.entries(counts)) {
      const [kind, which] = name.split(":") as [string, string];
      if (kind === "runs") runs.inc({ status: which }, value);
      else audits.inc({ outcome: which }, value);
    }
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" });
    response.end(text);
  };
}

function isBearer(header: string | undefined, token: string): boolean {
  const shown = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}
