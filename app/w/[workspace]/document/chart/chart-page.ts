// A chart as what its frame is to show: the specification as data, then the program that draws it (app/frame/chart). The
// page itself never reads the specification, which user code wrote.

type Chart = { library: string; specification: unknown; text: string | null };

export function chartPage({ library, specification, text }: Chart): string {
  return [
    // Until it is drawn, the frame keeps its height, and the result before it stays in view (L5).
    '<div id="chart" data-drawing></div>',
    `<script type="application/json" id="chart-given">${inScript({ specification, text })}</script>`,
    `<script>${library}</script>`,
  ].join("");
}

/** No text of it ends the script that holds it. */
const inScript = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");
