// An idle kernel has compared what is shown with a fresh run. What it says is the author's process's word: it is logged,
// and at the most it makes its own document run once more.
import type { Logger } from "pino";
import { AuditBody } from "#lib/protocol/kernel.ts";
import type { ClaimedRun, Lease } from "#lib/services/run/claim-run.ts";
import { wantAuditRun } from "#lib/services/run/want-audit-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { parseBody } from "./parse-body.ts";

export type HeardAudit = { claimed: ClaimedRun; lease: Lease; body: Buffer };

/** true: the document wants to run again. */
export async function hearAudit(
  { ctx, log }: { ctx: Pick<ServiceContext, "sql" | "nudges">; log: Logger },
  { claimed, lease, body }: HeardAudit,
): Promise<boolean> {
  const about = { documentId: claimed.documentId, path: claimed.path, run: claimed.run };
  let audit: AuditBody;
  try {
    audit = parseBody(AuditBody, body);
  } catch {
    log.warn(about, "an audit of no known shape was ignored");
    return false;
  }
  if (audit === null) return false;
  const { ok, differs, volatile, report } = audit;
  log[ok ? "info" : "warn"]({ ...about, differs, volatile, report }, "audit");
  ctx.nudges.count(ok ? "audits:same" : "audits:differ");
  return differs.length > 0 && (await wantAuditRun(ctx, { lease, audited: claimed }));
}
