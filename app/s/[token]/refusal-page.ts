/** A plain page without a script: what is wrong with the link, and whom to ask. */
export function refusalPage(message: string, init: { status: number; headers: Record<string, string> }): Response {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<title>This link does not work · Pinlight</title>
<style>${style}</style>
<main>
<h1>This link does not work</h1>
<p>${escapeText(message)}</p>
<p><a href="/">My workspaces</a></p>
</main>
</html>`;
  return new Response(body, {
    status: init.status,
    headers: {
      ...init.headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    },
  });
}

const style = `
  body { margin: 0; background: light-dark(#ffffff, #15181b); color: light-dark(#454c55, #b7bdc6); font: 13px/20px system-ui, sans-serif }
  main { max-width: 38rem; margin: 0 auto; padding: 18vh 1.5rem 4rem }
  h1 { margin: 0 0 12px; color: light-dark(#15181c, #e9ebee); font-size: 18px; line-height: 26px; font-weight: 600 }
  a { color: light-dark(#1a56db, #86b4ff) }`;

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
