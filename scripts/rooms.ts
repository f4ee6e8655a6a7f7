// Who may import whom: the table "Rooms" of ARCHITECTURE.md for a test to hold. Reading a room must be enough to know
// what it can do: `lib/core` cannot reach a disk, the browser's half of `app` cannot reach a database.

export type Room = {
  /** As ARCHITECTURE.md names it. */
  name: string;
  /** Where its files lie: folders end in a slash. The first room that fits a file is its room. */
  files: readonly string[];
  /** Its files begin with "use client", or are reached from such files. */
  client?: boolean;
  /** Folders and files of this project; its own are always allowed. */
  may: readonly string[];
  /** Packages: names without what follows the package's own name. */
  packages: readonly string[] | "any";
  /** Node's own modules: "none" for rooms that run in a browser or must be pure. */
  node: "any" | "none" | readonly string[];
};

/** Ports are interfaces: everybody who is handed a driver may know its shape. */
const ports = ["lib/blobs/port.ts", "lib/nudges/port.ts", "lib/sandbox/port.ts"];

export const rooms: readonly Room[] = [
  { name: "lib/protocol", files: ["lib/protocol/"], may: [], packages: ["zod"], node: "none" },
  { name: "lib/core", files: ["lib/core/"], may: ["lib/protocol/"], packages: ["ignore", "zod"], node: "none" },
  {
    name: "lib/db",
    files: ["lib/db/"],
    may: ["lib/protocol/", "lib/generated/"],
    packages: ["@prisma/client", "@prisma/adapter-pg", "pg"],
    node: "any",
  },
  { name: "lib/sandbox", files: ["lib/sandbox/"], may: ["lib/protocol/"], packages: ["zod"], node: "any" },
  { name: "lib/blobs", files: ["lib/blobs/"], may: ["lib/protocol/"], packages: [], node: "any" },
  {
    name: "lib/nudges",
    files: ["lib/nudges/"],
    may: ["lib/protocol/"],
    packages: ["ioredis", "bullmq", "@socket.io/redis-emitter", "zod"],
    node: "any",
  },
  {
    name: "lib/services",
    files: ["lib/services/"],
    // Of the generated client only types and SQL fragments: the database itself is handed in.
    may: ["lib/protocol/", "lib/core/", "lib/db/", "lib/generated/", "lib/errors.ts", ...ports],
    packages: ["zod"],
    node: ["node:crypto", "node:stream"],
  },
  {
    name: "lib/context",
    files: ["lib/context.ts", "lib/config.ts", "lib/errors.ts"],
    may: ["lib/"],
    packages: ["pino", "zod"],
    node: "any",
  },
  {
    name: "app (client side)",
    files: ["app/"],
    client: true,
    may: ["lib/core/", "lib/protocol/"],
    packages: "any",
    node: "none",
  },
  {
    name: "app (server side)",
    files: ["app/", "proxy.ts"],
    may: ["lib/services/", "lib/core/", "lib/protocol/", "lib/context.ts", "lib/errors.ts"],
    packages: "any",
    node: "any",
  },
  {
    name: "workers",
    files: ["workers/"],
    may: [
      ...["lib/services/", "lib/core/", "lib/protocol/", "lib/context.ts", "lib/config.ts", "lib/errors.ts", ...ports],
      // The process that opens a connection of its own kind for the Socket.IO adapter and for BullMQ's workers.
      ...["lib/nudges/redis.ts"],
      // The runner's main chooses its sandbox, as lib/context chooses the other drivers.
      ...["lib/sandbox/choose-sandbox.ts", "lib/sandbox/limits.ts"],
    ],
    packages: "any",
    node: "any",
  },
  { name: "agent", files: ["agent/"], may: ["lib/protocol/", "lib/core/"], packages: "any", node: "any" },
];

/** Python: only what every Python has. */
export const executorRoom = { name: "executor", folder: "executor/pinlight_executor" };
