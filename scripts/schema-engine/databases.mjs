// What the engine does to databases as wholes: reach one, make one, drop one.
import pg from "pg";

/** `options`: of pg.Client. Host, port and name stay apart: see [6] in session.mjs. */
export function databaseOf(url) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslmode = searchParams.get("sslmode");
  return {
    schema: searchParams.get("schema") ?? "public",
    options: {
      host: searchParams.get("host") ?? (hostname || "localhost"),
      port: Number(port || searchParams.get("port") || 5432),
      user: decodeURIComponent(username || "postgres"),
      password: password ? decodeURIComponent(password) : undefined,
      database: decodeURIComponent(pathname.slice(1)) || "postgres",
      ...(sslmode && sslmode !== "disable" ? { ssl: { rejectUnauthorized: sslmode.startsWith("verify") } } : {}),
    },
  };
}

/** null, or the fault with Prisma's own code for it. */
export async function canConnect({ options }) {
  const client = new pg.Client(options);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return null;
  } catch (error) {
    return connectionFault(error, options);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionFault(error, { database, user, host, port }) {
  if (error.code === "3D000") return { error_code: "P1003", message: `Database \`${database}\` does not exist` };
  if (error.code === "28P01" || error.code === "28000") {
    return { error_code: "P1000", message: `Authentication failed for user \`${user}\`` };
  }
  const reason = error.message || error.code || (error.errors ?? []).map((one) => one.message).join("; ");
  return { error_code: "P1001", message: `Can't reach database server at \`${host}:${port}\`: ${reason}` };
}

/** Returns its name. */
export async function createDatabase({ options }) {
  await asAdministrator(options, (client) => client.query(`CREATE DATABASE ${quoted(options.database)}`));
  return options.database;
}

export async function dropDatabase({ options }) {
  await asAdministrator(options, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${quoted(options.database)} WITH (FORCE)`),
  );
}

async function asAdministrator(options, act) {
  let client = new pg.Client({ ...options, database: "postgres" });
  try {
    await client.connect();
  } catch {
    client = new pg.Client({ ...options, database: "template1" });
    await client.connect();
  }
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
