// A stand-in for a runner that is killed: starts a sandbox by the recipe in argv, lets a document of it start
// processes, says so and waits. `node --import tsx hold-sandbox.ts RECIPE SOURCE`
import { defaultLimits } from "../limits.ts";
import { buildDriver, type DriverRecipe } from "./drivers.ts";
import { ExecutorClient } from "./executor-client.ts";

async function hold(recipe: DriverRecipe, source: string): Promise<void> {
  const client = await ExecutorClient.open(buildDriver(recipe), defaultLimits);
  process.stdout.write(await client.print(source));
  setInterval(() => {}, 60_000);
}

const [recipe = "", source = ""] = process.argv.slice(2);
hold(JSON.parse(recipe) as DriverRecipe, source).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
