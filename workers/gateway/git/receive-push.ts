// A push to main becomes a revision through the same ingest as any save, before git accepts it; what the pusher reads
// on the terminal is said here.
import { AppError, wireError } from "#lib/errors.ts";
import type { FoundToken } from "#lib/services/identity/find-token.ts";
import { ingestCommit } from "#lib/services/revision/ingest-commit.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { MAIN } from "./open-repository.ts";
import { quarantineEnvironment, readPush } from "./read-push.ts";
import { gitText, runGit } from "./run-git.ts";

export type RefUpdate = { before: string | null; after: string | null; ref: string };
export type PushRequest = { folder: string; quarantine: string; updates: RefUpdate[] };
export type PushVerdict = {
  ok: boolean;
  lines: string[] /** The revision that the push made, if any. */;
  revision: number | null;
};

/** Never throws: whatever goes wrong is said to the pusher, and git takes nothing. */
export async function receivePush(ctx: ServiceContext, token: FoundToken, request: PushRequest): Promise<PushVerdict> {
  const refuse = (...lines: string[]): PushVerdict => ({ ok: false, lines, revision: null });
  const toMain = request.updates.find((update) => update.ref === MAIN);
  if (!toMain) {
    const names = request.updates.map((update) => update.ref.replace("refs/heads/", "")).join(", ");
    return {
      ok: true,
      lines: [`Stored ${names}. Only main is shown.`, "hint: to show it, push it to main: git push <remote> HEAD:main"],
      revision: null,
    };
  }
  if (toMain.after === null) return refuse("main cannot be deleted.", "hint: delete its files in a commit instead.");
  try {
    return await takeMain(ctx, token, request, toMain.before, toMain.after);
  } catch (error) {
    const { code, message } = error instanceof AppError ? error : wireError(error);
    return refuse(message, `hint: nothing was taken (${code}).`);
  }
}

async function takeMain(
  ctx: ServiceContext,
  token: FoundToken,
  request: PushRequest,
  before: string | null,
  after: string,
): Promise<PushVerdict> {
  const { folder, quarantine } = request;
  const env = quarantineEnvironment(request);
  if (before !== null) {
    const forward = await runGit(folder, ["merge-base", "--is-ancestor", before, after], { env });
    if (forward.code !== 0) {
      throw new AppError("conflict", "This push would drop commits of main. hint: git pull --rebase, then push again.");
    }
  }
  const { changes, skipped } = await readPush(ctx, token.workspaceId, { folder, quarantine, before, after });
  const url = `${ctx.config.publicUrl}/w/${token.slug}`;
  const notes = skipped.slice(0, 10).map((line) => `hint: not taken: ${line}`);
  if (changes.length === 0)
    return { ok: true, lines: ["No file of the workspace changed.", `Live at ${url}`, ...notes], revision: null };
  const [name = token.name, subject = ""] = (await gitText(folder, ["log", "-1", "--format=%an%x00%s", after], { env }))
    .trim()
    .split("\0");
  const answer = await ingestCommit(ctx, {
    workspaceId: token.workspaceId,
    origin: { kind: "git", name: name.slice(0, 100), tokenId: token.id },
    idempotencyKey: `git:${before ?? "empty"}:${after}`,
    changes,
    message: subject.slice(0, 1000) || null,
    noticedAt: null,
  });
  const files = answer.applied === 1 ? "1 file" : `${answer.applied} files`;
  const overlaps = answer.overwrote.map(
    ({ path, revision }) => `hint: ${path} replaces a newer save (revision ${revision}), which stays in the history.`,
  );
  return {
    ok: true,
    lines: [`Revision ${answer.revision}: ${files}`, `Live at ${url}`, ...overlaps.slice(0, 10), ...notes],
    revision: answer.applied > 0 ? answer.revision : null,
  };
}
