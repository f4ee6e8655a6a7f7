import type { ServiceContext } from "../service-context.ts";

/** The workspace of a document: a job carries the document's id alone. */
export async function findDocumentPlace(
  ctx: Pick<ServiceContext, "db">,
  input: { documentId: string },
): Promise<{ workspaceId: string; path: string } | null> {
  return ctx.db.document.findUnique({ where: { id: input.documentId }, select: { workspaceId: true, path: true } });
}
