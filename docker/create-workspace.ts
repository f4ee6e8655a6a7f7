// Makes a workspace in a deployment: `docker compose run --rm web node dist/create-workspace.mjs SLUG`. What it prints
// is kept nowhere else. For a workspace that exists it makes further links and a further token.
import { randomBytes } from "node:crypto";
import { readConfig } from "#lib/config.ts";
import { closeContext, openContext } from "#lib/context.ts";
import { WorkspaceSlug } from "#lib/protocol/ids.ts";
import { ensureWorkspace } from "#lib/services/workspace/ensure-workspace.ts";

const parsed = WorkspaceSlug.safeParse(process.argv[2]);
if (!parsed.success) {
  process.stderr.write(`create-workspace: ${parsed.error.issues[0]?.message}. Usage: create-workspace SLUG\n`);
  process.exit(2);
}
const slug = parsed.data;
const secret = () => randomBytes(24).toString("base64url");
const tokens = { shareToken: secret(), agentToken: secret(), ownerToken: secret() };
const config = readConfig();
const context = openContext(config, "create-workspace");
await ensureWorkspace(context, { slug, name: slug, ...tokens }).finally(() => closeContext(context));
process.stdout.write(
  [
    `workspace    ${slug}`,
    `owner link   ${config.publicUrl}/s/${tokens.ownerToken} (open it once, in your own browser)`,
    `share link   ${config.publicUrl}/s/${tokens.shareToken}`,
    `agent token  ${tokens.agentToken}`,
    `sync         PINLIGHT_TOKEN=… pinlight sync DIR --server ${config.publicUrl} --workspace ${slug}`,
    "",
  ].join("\n"),
);
