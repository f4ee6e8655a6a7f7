// The sentence for a failure that everybody may meet; for others their own words.

/** @param {unknown} error @param {string} [where] folder that was written to */
export function explainFailure(error, where = "this checkout, the data folder or the temporary folder") {
  const { code, message, path: file } = /** @type {{ code?: string, message?: string, path?: string }} */ (error ?? {});
  const words = String(message ?? error);
  if (code === "ENOSPC" || /ENOSPC|no space left on device|disk full/i.test(words)) {
    return `The disk that holds ${where} is full: make room on it, then start again.`;
  }
  if (code === "EDQUOT" || /disk quota exceeded/i.test(words)) {
    return `Your disk quota is used up for ${where}: make room, then start again.`;
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `${file ?? where} cannot be written (${code}): give this user the right to, or use another folder.`;
  }
  return words;
}
