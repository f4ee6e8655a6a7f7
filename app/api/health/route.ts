export const dynamic = "force-dynamic";

/** Says that this process answers. What it depends on says so itself. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { "cache-control": "no-store" } });
}
