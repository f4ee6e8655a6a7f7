// Packs a document that stands still (app/export) into one HTML file that needs nothing else: style, pictures and letters
// are in it. Result frames stay what they are on the page: an opaque origin without a network.
import { escapeHtml } from "../document/escape-html.ts";

/** The file's text. Throws with words for the viewer. */
export async function packDocument(address: string): Promise<string> {
  const source = await fetchOk(address);
  const page = new DOMParser().parseFromString(await source.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("The server did not send the document.");
  const css = await styleOf(page, main.querySelector(".katex") !== null);
  strip(main);
  await Promise.all([...main.querySelectorAll("img")].map(inlinePicture));
  giveTheme(main, css);
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="content-security-policy" content="${policy}">`,
    `<title>${escapeHtml(page.title)}</title>`,
    `<style>${css}</style>`,
    `<div class="app" data-still>${main.outerHTML}</div>`,
    `<script>${heights}</script>`,
    "</html>",
    "",
  ].join("\n");
}

/** Frames take over this policy: their results may run scripts, in an origin of their own. Nothing may be fetched. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'";

/** Gives each frame the height that it says it has. */
const heights = `addEventListener("message", ({ source, data }) => {
  if (data?.pinlight !== "height" || !(data.height >= 0 && data.height <= 20000)) return;
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.style.height = data.height + "px";
});`;

/** What would do nothing in a file. */
const idle = ".copy, .picture-tools, .block-why, .frame-tools, .code-folded, noscript, script, template";

function strip(main: Element): void {
  for (const element of main.querySelectorAll(idle)) element.remove();
  for (const button of main.querySelectorAll("button")) {
    const span = document.createElement("span");
    span.className = button.className;
    span.append(...button.childNodes);
    button.replaceWith(span);
  }
}

async function inlinePicture(picture: HTMLImageElement): Promise<void> {
  const source = picture.getAttribute("src") ?? "";
  if (source.startsWith("/")) picture.setAttribute("src", await dataUrl(source));
}

/** The page's style sheets, with what they refer to inside. Letters of formulas are large: only where there is one. */
async function styleOf(page: Document, hasFormulas: boolean): Promise<string> {
  const links = [...page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
  const sheets = await Promise.all(
    links.map(async (link) => {
      const address = new URL(link.getAttribute("href") ?? "", location.href);
      const text = await (await fetchOk(address.href)).text();
      return /\.katex/.test(text) && !hasFormulas ? "" : withFonts(text, address);
    }),
  );
  return sheets.join("\n").replaceAll("</style", "<\\/style");
}

async function withFonts(css: string, base: URL): Promise<string> {
  const found = [...new Set([...css.matchAll(/url\(["']?(?!data:)([^)"']+)["']?\)/g)].map(([, name = ""]) => name))];
  const inlined = await Promise.all(
    found.map(async (name) => {
      // Every browser that runs today reads the first of the three formats.
      if (!/\.woff2(\?|$)/.test(name)) return [name, "data:,"] as const;
      return [name, await dataUrl(new URL(name, base).href)] as const;
    }),
  );
  return inlined.reduce((text, [name, data]) => text.replaceAll(name, data), css);
}

/** The theme's colours, into each frame: it is another document. */
function giveTheme(main: Element, css: string): void {
  const tokens = [...css.matchAll(/:root\s*\{[^}]*--color-paper[^}]*\}/g)].map(([rule]) => rule).join("\n");
  for (const frame of main.querySelectorAll("iframe")) {
    const page = frame.getAttribute("srcdoc") ?? "";
    frame.setAttribute(
      "srcdoc",
      page.replace("<style data-theme-here></style>", () => `<style>${tokens}</style>`),
    );
  }
}

async function dataUrl(address: string): Promise<string> {
  const blob = await (await fetchOk(address)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error("A part of the document could not be read."));
    reader.readAsDataURL(blob);
  });
}

async function fetchOk(address: string): Promise<Response> {
  const response = await fetch(address).catch(() => null);
  if (!response) throw new Error("No connection.");
  if (!response.ok) throw new Error(`The server refused a part of it (${response.status}).`);
  return response;
}
