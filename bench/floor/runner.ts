// The floor's runner: one query, a warm Python, one statement, one message.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Emitter } from "@socket.io/redis-emitter";
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

const { DATABASE_URL = "", REDIS_URL = "", PYTHON = "python3" } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
const program = `
import contextlib, io, json, sys
space = {}
for line in sys.stdin:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(json.loads(line), "doc", "exec"), space)
    print(json.dumps(shown.getvalue()), flush=True)
`;
const python = spawn(PYTHON, ["-u", "-c", program], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const emitter = new Emitter(new Redis(REDIS_URL));

const worker = new Worker(
  "floor",
  async () => {
    const latest = await pool.query({
      name: "latest",
      text: "SELECT body FROM floor_content ORDER BY revision DESC LIMIT 1",
    });
    python.stdin.write(`${JSON.stringify(latest.rows[0].body)}\n`);
    const text = JSON.parse((await lines.next()).value ?? '""');
    await pool.query({ name: "record", text: "INSERT INTO floor_result(body) VALUES ($1)", values: [text] });
    emitter.to("doc").emit("block-result", { elements: [{ text }] });
  },
  { connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }) },
);
await worker.waitUntilReady();
process.send?.({ ready: true });
process.on("disconnect", () => process.exit(0));
