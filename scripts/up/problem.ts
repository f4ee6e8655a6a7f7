/** Something that a person can mend: one sentence, exit code 1, no stack. */
export class Problem extends Error {}

/** The sentence for errors of the machine rather than of the program, or null. */
export function explainSystemError(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return "The disk is full. Free some space, then start again.";
  if (code === "EACCES" || code === "EPERM")
    return `No permission for ${path ?? "a file"}. Choose another data folder with --data DIR.`;
  if (code === "EROFS")
    return `${path ?? "The folder"} cannot be written to. Choose another data folder with --data DIR.`;
  return null;
}
