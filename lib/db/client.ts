import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#lib/generated/prisma/client.ts";

export type Db = PrismaClient;
export function openDb(databaseUrl: string, options: { max?: number } = {}): Db {
  const adapter = new PrismaPg(
    {
      connectionString: databaseUrl,
      max: options.max ?? 10,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      // Columns are timestamps without zone: the session's zone must not shift what now() means.
      options: "-c timezone=UTC",
    },
    // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
    { onPoolError: () => undefined, onConnectionError: () => undefined },
  );
  return new PrismaClient({ adapter });
}
