// Runs inside the opaque frame, before any result does. It takes one result and the theme's colours from the page around
// it, lets the result's own scripts run, and reports how high it became.
export const frameScript = `
"use strict";
(() => {
  const result = document.getElementById("result");
  const tell = (message) => parent.postMessage(message, "*");
  const paint = ({ scheme, colors }) => {
    document.documentElement.style.colorScheme = scheme;
    document.documentElement.dataset.theme = scheme;
    for (const [name, value] of Object.entries(colors)) document.documentElement.style.setProperty(name, value);
  };
  // Scripts that arrive as markup do not run by themselves: each is put in again, in its place and order.
  const show = (html, kind) => {
    document.documentElement.dataset.kind = kind;
    result.innerHTML = html;
    for (const old of result.querySelectorAll("script")) {
      const script = document.createElement("script");
      for (const { name, value } of old.attributes) script.setAttribute(name, value);
      script.textContent = old.textContent;
      old.replaceWith(script);
    }
  };
  const height = () => Math.ceil(Math.max(result.getBoundingClientRect().height, result.scrollHeight));
  // What draws itself says so until it has.
  const report = () => result.querySelector("[data-drawing]") ?? tell({ pinlight: "height", height: height() });
  // Nothing is shown while the frame itself still loads: a result that leads its frame away would leave it, and with it
  // the page around it, loading without end.
  let isLoaded = document.readyState === "complete";
  addEventListener("message", (event) => {
    if (event.source !== parent || !isLoaded) return;
    const { pinlight, theme, html, kind } = event.data ?? {};
    if (pinlight === "theme") paint(theme);
    if (pinlight !== "show") return;
    paint(theme);
    show(html, kind);
    report();
  });
  new ResizeObserver(report).observe(result);
  new MutationObserver(report).observe(result, { subtree: true, attributeFilter: ["data-drawing"] });
  const begin = () => {
    isLoaded = true;
    tell({ pinlight: "ready" });
  };
  if (isLoaded) begin();
  else addEventListener("load", begin, { once: true });
})();
`;
