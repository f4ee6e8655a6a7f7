// `npm run dev:services`: a Postgres and a Valkey for experiments and single tests, until Ctrl-C. Prints the variables
// that name them, for `eval`.
import path from "node:path";
import { register } from "tsx/esm/api";

register();
const { startTestServices } = await import("./testing/test-services.ts");

const services = await startTestServices(path.resolve(import.meta.dirname, ".."));
for (const [name, value] of Object.entries(services.env)) process.stdout.write(`export ${name}=${value}\n`);
const stop = () => services.stop().then(() => process.exit(0));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, stop);
