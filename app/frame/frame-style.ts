/** How a result looks inside its frame: the paper's own type and table, in the colours that the page hands in. */
export const frameStyle = `
  html { background: transparent }
  body { margin: 0; color: var(--color-ink); background: transparent; overflow-wrap: anywhere;
    font: 400 13px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-font-smoothing: antialiased }
  #result { display: flow-root; overflow-x: auto; scrollbar-width: thin }
  [data-kind="svg"] #result > svg { display: block; max-width: 100%; height: auto; margin-inline: auto }
  #chart { width: 100% }
  .chart-fault { margin: 0; color: var(--color-fail) }
  .chart-note { margin: 4px 0 0; color: var(--color-ink-3) }
  a { color: var(--color-pin) }
  pre, code { font-family: ui-monospace, "SF Mono", Menlo, "Cascadia Code", Consolas, "DejaVu Sans Mono", monospace }
  table { border-collapse: collapse; border: 0; font-variant-numeric: tabular-nums }
  table caption { text-align: left; color: var(--color-ink-3) }
  th, td { padding: 3px 12px 3px 0; border: 0; border-bottom: 1px solid var(--color-line); text-align: right; white-space: nowrap; vertical-align: top }
  th { font-weight: 500 }
  thead th { border-bottom-color: var(--color-edge); vertical-align: bottom }
  tbody th { color: var(--color-ink-3); font-weight: 400; text-align: left }
  tr > :last-child { padding-right: 0 }
  tbody tr:hover { background: var(--color-sunk) }`;
