import { readConfig } from "#lib/config.ts";
import { closeContext, openContext } from "#lib/context.ts";
import { chooseSandbox } from "#lib/sandbox/choose-sandbox.ts";
import { sandboxLimits } from "#lib/sandbox/limits.ts";
import { sayReady, serveUntilTold } from "../serve-until-told.ts";
import { startRunner } from "./start-runner.ts";

const config = readConfig();
const context = openContext(config, "runner");
const { driver, detail, refused } = await chooseSandbox({
  ...{ embedded: config.embedded, loopbackOnly: config.loopbackOnly, executorDir: config.executorDir },
  ...{ dataDir: config.dataDir, image: config.sandboxImage, owner: config.runnerName },
  ...(config.sandbox ? { preferred: config.sandbox } : {}),
  ...(config.python ? { python: config.python } : {}),
  ...(config.bwrap ? { bwrap: config.bwrap } : {}),
});
for (const { name, reason } of refused) context.log.warn({ name, reason }, "a sandbox that does not work here");
context.log.info({ sandbox: driver.name, detail }, "documents run in");
const stop = await startRunner(context, { driver, limits: sandboxLimits(), holder: config.processName });
serveUntilTold(context.log, async () => {
  await stop();
  await closeContext(context);
});
sayReady();
