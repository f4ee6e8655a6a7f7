// A connection as the schema engine needs it: Prisma's `pg` adapter, with what it does wrongly for migrations put right.
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { createDatabase, dropDatabase } from "./databases.mjs";

const CHAR_OID = 18;
const TEXT_OID = 25;

/** [3] Catalog queries return the type "char", which the adapter does not know: it is presented as text. */
class CatalogClient extends pg.Client {
  constructor(options) {
    super(options);
    this.connection.on("rowDescription", ({ fields }) => {
      for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    });
  }
}

/** One connection: the advisory lock and every SET belong to it. `onClosed` follows its end. */
export async function openSession({ options, schema }, onClosed = () => undefined) {
  const session = await new PrismaPg({ ...options, max: 1, Client: CatalogClient }, { schema }).connect();

  // [4] The adapter cuts scripts at every semicolon, through $$-quoted bodies and strings: the server gets it whole.
  session.executeScript = async (script) => {
    try {
      await session.underlyingDriver().query(script);
    } catch ({ code = "N/A", severity = "ERROR", message, detail, column, hint }) {
      throw new DriverAdapterError({ kind: "postgres", code, severity, message, detail, column, hint });
    }
  };

  // [5] The engine wants pg_constraint.contype as one character. Postgres 18 lists every NOT NULL there, older ones
  // every CHECK; given text, the engine stops in silence, with exit code 0 and nothing written.
  const queryRaw = session.queryRaw.bind(session);
  session.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const index = result.columnNames.indexOf("constraint_type");
    if (index >= 0) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };

  const dispose = session.dispose.bind(session);
  let closed;
  session.dispose = () => {
    closed ??= dispose().then(onClosed);
    return closed;
  };
  return session;
}

/**
 * [6] The adapter opens its shadow from `{...options, database}`; with a connection string `pg` lets the string win, and
 * the "shadow" that is emptied and dropped would be the database itself. Here the name stands alone.
 * [7] The adapter drops the shadow while its own pool may be connected to it: here the pool ends first.
 */
export async function openShadowSession({ options, schema }) {
  const shadow = { options: { ...options, database: `prisma_migrate_shadow_db_${randomUUID()}` }, schema };
  await createDatabase(shadow);
  return openSession(shadow, () => dropDatabase(shadow));
}
