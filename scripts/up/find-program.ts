import { access, constants } from "node:fs/promises";
import path from "node:path";

/** The program's whole path, looked for on PATH and in further folders; null: it is not there. */
export async function findProgram(name: string, folders: string[] = []): Promise<string | null> {
  for (const folder of [...(process.env.PATH ?? "").split(path.delimiter), ...folders]) {
    if (folder === "") continue;
    const file = path.join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return null;
}
