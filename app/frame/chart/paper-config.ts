import type { Config } from "vega-lite";

/** What a chart that says nothing about its colours looks like: part of the paper, by day and by night. */
export function paperConfig(root: HTMLElement): Config {
  const [ink, quiet, edge, line] = ["ink", "ink-2", "edge", "line"].map((name) => colorOf(root, name)) as Four;
  return {
    background: "transparent",
    font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    title: { color: ink, subtitleColor: quiet },
    style: { "guide-label": { fill: quiet }, "guide-title": { fill: ink } },
    axis: { domainColor: edge, tickColor: edge, gridColor: line },
    header: { labelColor: quiet, titleColor: ink },
    view: { stroke: line },
    // Vega's own are black.
    text: { color: ink },
    rule: { color: ink },
  };
}

type Four = [string, string, string, string];

/** The colour itself: a canvas does not understand `light-dark()`. */
function colorOf(root: HTMLElement, name: string): string {
  const probe = root.appendChild(document.createElement("i"));
  probe.style.color = `var(--color-${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
