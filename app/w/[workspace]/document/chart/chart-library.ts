// The program that draws charts, as text: fetched at the first chart, so that no other page pays for it, and run nowhere
// but in frames. Its address names its content; the browser keeps it.

let text: string | null = null;
let loading: Promise<string> | null = null;

export const chartLibrary = {
  /** null: not here yet. */
  get: () => text,
  /** All charts of a page wait for the same; after a failure, whoever asks tries again. */
  load(): Promise<string> {
    loading ??= fetchText().finally(() => {
      loading = null;
    });
    return loading;
  },
};

async function fetchText(): Promise<string> {
  const response = await fetch(new URL("../../../../../dist/frame/chart.txt", import.meta.url));
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  text = await response.text();
  return text;
}
