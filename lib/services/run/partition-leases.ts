// Who serves which share of the workspaces. A lease lives in Postgres, ends by itself, and each new holder gets a
// higher fence, so that a runner that was thought dead can never write over its successor.
import { Prisma } from "#lib/generated/prisma/client.ts";
import { PARTITIONS } from "#lib/protocol/job.ts";
import type { ServiceContext } from "../service-context.ts";

export const LEASE_MS = 3_000;
export type HeldPartition = { id: number; fence: number };

/**
 * Says that this runner lives, keeps what it holds up to its fair share, and takes what nobody holds.
 * `releasable`: partitions that it may give up now, because nothing runs there.
 */
export async function renewLeases(
  ctx: Pick<ServiceContext, "db">,
  input: { holder: string; sandbox: string; releasable: number[] },
): Promise<HeldPartition[]> {
  const { holder, sandbox, releasable } = input;
  return ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw(Prisma.sql`
      INSERT INTO "Runner" (id, sandbox) VALUES (${holder}, ${sandbox})
      ON CONFLICT (id) DO UPDATE SET "seenAt" = now()`);
    const [{ runners } = { runners: 1 }] = await tx.$queryRaw<{ runners: number }[]>(Prisma.sql`
      SELECT count(*)::int AS runners FROM "Runner" WHERE "seenAt" > now() - ${LEASE_MS} * interval '1 millisecond'`);
    const share = Math.ceil(PARTITIONS / Math.max(1, runners));
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Partition" SET "expiresAt" = now() + ${LEASE_MS} * interval '1 millisecond' WHERE holder = ${holder}`);
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Partition" SET holder = NULL, "expiresAt" = NULL WHERE id IN (
        SELECT id FROM "Partition" WHERE holder = ${holder} AND id = ANY(${releasable}::int[])
        ORDER BY id LIMIT GREATEST(0, (SELECT count(*) FROM "Partition" WHERE holder = ${holder}) - ${share}))`);
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Partition" SET holder = ${holder}, fence = fence + 1, "expiresAt" = now() + ${LEASE_MS} * interval '1 millisecond'
      WHERE id IN (
        SELECT id FROM "Partition" WHERE holder IS NULL OR "expiresAt" < now() ORDER BY id
        LIMIT GREATEST(0, ${share} - (SELECT count(*) FROM "Partition" WHERE holder = ${holder} AND "expiresAt" >= now()))
        FOR UPDATE SKIP LOCKED)`);
    return tx.$queryRaw<HeldPartition[]>(
      Prisma.sql`SELECT id, fence FROM "Partition" WHERE holder = ${holder} ORDER BY id`,
    );
  });
}

/** At a clean stop: successors need not wait for the lease to end. */
export async function releaseLeases(ctx: Pick<ServiceContext, "db">, input: { holder: string }): Promise<void> {
  await ctx.db.$transaction([
    ctx.db.$executeRaw(
      Prisma.sql`UPDATE "Partition" SET holder = NULL, "expiresAt" = NULL WHERE holder = ${input.holder}`,
    ),
    ctx.db.$executeRaw(Prisma.sql`DELETE FROM "Runner" WHERE id = ${input.holder}`),
  ]);
}
