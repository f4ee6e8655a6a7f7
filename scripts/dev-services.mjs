// `npm run dev:services`: a Postgres and a Valkey for experiments and single tests, until Ctrl-C. Prints the variables
// that name them, one a line, so that `eval "$(…)"` and a file of variables both can take them.
import { register } from "tsx/esm/api";

register();
const { startTestServices } = await import("./services/test-services.ts");

const services = await startTestServices();
process.stdout.write(
  [
    `export PINLIGHT_TEST_DATABASE_URL=${services.databaseUrl}`,
    `export PINLIGHT_TEST_REDIS_URL=${services.redisUrl}`,
    "",
  ].join("\n"),
);
const stop = () => services.stop().then(() => process.exit(0));
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
process.once("SIGHUP", stop);
