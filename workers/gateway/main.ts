import { readConfig } from "#lib/config.ts";
import { closeContext, openContext } from "#lib/context.ts";
import { sayReady, serveUntilTold } from "../serve-until-told.ts";
import { startGateway } from "./start-gateway.ts";

const context = openContext(readConfig(), "gateway");
const gateway = await startGateway(context);
context.log.info({ port: gateway.port }, "gateway listens");
serveUntilTold(context.log, async () => {
  await gateway.stop();
  await closeContext(context);
});
sayReady();
