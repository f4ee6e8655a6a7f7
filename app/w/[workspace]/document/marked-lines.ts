/** What is said about a line: the viewer has not seen it yet, or it failed. */
export type LineMark = "new" | "guilty" | "" | null;

/** Lines of HTML, as one; a mark stands around the whole of its line. */
export function markedLines(lines: readonly string[], marks: readonly LineMark[]): string {
  return lines
    .map((line, index) => (marks[index] ? `<mark class="line-${marks[index]}">${line}</mark>` : line))
    .join("\n");
}

/** The other way round. No text can look like a mark: all of it is escaped. */
export const unmarkedLines = (html: string): string[] => html.replace(/<\/?mark[^>]*>/g, "").split("\n");
