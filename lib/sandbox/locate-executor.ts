import { existsSync } from "node:fs";
import path from "node:path";

/** The package's folder within `executorDir`. Throws when it is not there. */
export function locateExecutor(executorDir: string): string {
  const folder = path.join(executorDir, "pinlight_executor");
  if (existsSync(path.join(folder, "__main__.py"))) return folder;
  throw new Error(`${folder} holds no executor: PINLIGHT_EXECUTOR must name the folder of pinlight_executor`);
}
