import { frameStyle } from "../../../frame/frame-style.ts";

type Props = { html: string; kind: "html" | "svg"; title: string };

/** In the file as on the page: an opaque origin, no network. All that it can say is how high it became. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";
const report = `(() => {
  const result = document.getElementById("result");
  const tell = () => parent.postMessage({ pinlight: "height", height: Math.ceil(Math.max(result.getBoundingClientRect().height, result.scrollHeight)) }, "*");
  new ResizeObserver(tell).observe(result);
  tell();
})();`;

export function StillFrame({ html, kind, title }: Props) {
  const page = `<!doctype html><html data-kind="${kind}"><meta charset="utf-8"><meta http-equiv="content-security-policy" content="${policy}"><style data-theme-here></style><style>${frameStyle}</style><div id="result">${html}</div><script>${report}</script></html>`;
  return (
    <div className={kind === "svg" ? "result figure frames" : "result frames"}>
      <iframe sandbox="allow-scripts" srcDoc={page} title={title} className="result-frame" />
    </div>
  );
}
