import { readConfig } from "#lib/config.ts";
import { closeContext, openContext } from "#lib/context.ts";
import { sayReady, serveUntilTold } from "../serve-until-told.ts";
import { startSweeper } from "./start-sweeper.ts";

const context = openContext(readConfig(), "sweeper");
const stop = startSweeper(context);
serveUntilTold(context.log, async () => {
  await stop();
  await closeContext(context);
});
sayReady();
