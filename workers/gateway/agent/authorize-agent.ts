import type { IncomingMessage } from "node:http";
import { can } from "#lib/core/can.ts";
import { AppError } from "#lib/errors.ts";
import { PROTOCOL_HEADER } from "#lib/protocol/agent.ts";
import { PROTOCOL } from "#lib/protocol/version.ts";
import { type FoundToken, findToken } from "#lib/services/identity/find-token.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

/** The token's workspace, if it may write there and the request names that workspace. */
export async function authorizeAgent(
  ctx: ServiceContext,
  request: IncomingMessage,
  workspace?: string,
): Promise<FoundToken> {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ", 2);
  if (scheme?.toLowerCase() !== "bearer" || !token) {
    throw new AppError("unauthenticated", "Send the workspace's agent token as `Authorization: Bearer …`.");
  }
  const found = await findToken(ctx, token);
  if (!found)
    throw new AppError(
      "unauthenticated",
      "This token is not known or was withdrawn. Ask the workspace's owner for a new one.",
    );
  const actor = { kind: "token", workspaceId: found.workspaceId, scope: found.scope } as const;
  if (!can(actor, "write-files", found)) throw new AppError("forbidden", "This token may read but not send changes.");
  if (workspace !== undefined && workspace !== found.slug) {
    throw new AppError("not-found", `This token gives no access to a workspace named ${workspace}.`);
  }
  const version = request.headers[PROTOCOL_HEADER];
  if (version !== undefined && Number(version) !== PROTOCOL) {
    throw new AppError(
      "upgrade-required",
      "This agent speaks another version. Upgrade it: git pull, then start it again.",
    );
  }
  return found;
}
