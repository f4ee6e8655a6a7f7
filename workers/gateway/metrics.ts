// GET /api/gateway/metrics, in Prometheus' text format: what this gateway is busy with, and what all processes counted.
import { timingSafeEqual } from "node:crypto";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Context } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "./http.ts";
import type { LiveFigures } from "./live/attach-live.ts";

export type MetricsDoor = (exchange: Exchange) => Promise<void>;

export function metricsDoor({ nudges, config }: Context, figures: () => LiveFigures): MetricsDoor {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "pinlight_gateway_" });
  new Gauge({
    name: "pinlight_gateway_viewers",
    help: "Sockets connected to this gateway",
    registers: [registry],
    collect() {
      this.set(figures().viewers);
    },
  });
  const slow = new Counter({
    name: "pinlight_gateway_slow_viewers_total",
    help: "Sockets closed because more waited for them than may",
    registers: [registry],
  });
  const reads = counter("pinlight_gateway_reads_total", "Reads from the database for joins and loads", "what");
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
    for (const metric of [runs, audits, reads, slow]) metric.reset();
    const live = figures();
    slow.inc(live.slowViewers);
    for (const [what, value] of live.reads) reads.inc({ what }, value);
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
