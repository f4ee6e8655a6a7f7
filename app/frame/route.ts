// The one page in which HTML and SVG results are shown: an opaque origin, no network, no cookies, no way out but a height.
// It is the same for everybody and holds nothing: the page around it posts what to show.
import { frameScript } from "./frame-script.ts";
import { frameStyle } from "./frame-style.ts";

const policy = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "font-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Result</title>
<style>${frameStyle}</style>
<div id="result"></div>
<script>${frameScript}</script>
</html>`;

export function GET(): Response {
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "referrer-policy": "no-referrer",
      "cache-control": "public, max-age=300",
    },
  });
}
