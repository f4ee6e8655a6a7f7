// Results that are kept outside their message, put into it: text and JSON here, pictures by the browser that packs the file.
import type { DocumentView } from "#lib/core/document-view.ts";
import { BlobRef, type Element } from "#lib/protocol/element.ts";
import { readBlobBytes } from "#lib/services/blob/read-blob.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

/** More than this in one file would be too much for the page that packs it: what is beyond says so. */
const MAY_HOLD_BYTES = 48 * 1024 * 1024;
const TOO_MUCH = "This result is too large for an exported file.";

type Read = (ref: BlobRef) => Promise<string>;

export async function resolveBlobs(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  { workspaceId, view }: { workspaceId: string; view: DocumentView },
): Promise<DocumentView> {
  let left = MAY_HOLD_BYTES;
  const read: Read = async ({ sha256, bytes }) => {
    left -= bytes;
    if (left < 0) return TOO_MUCH;
    return (await readBlobBytes(ctx, { workspaceId, sha256 }))?.toString("utf8") ?? "This result is gone.";
  };
  const blocks = [];
  // One after the other: what is held at once stays small, and the first ones are those that fit.
  for (const block of view.blocks) {
    const elements: Element[] = [];
    for (const element of block.result?.elements ?? []) elements.push(await resolved(element, read));
    blocks.push(block.result ? { ...block, live: null, result: { ...block.result, elements } } : block);
  }
  return { ...view, blocks };
}

async function resolved(element: Element, read: Read): Promise<Element> {
  if ("text" in element) {
    return typeof element.text === "string" ? element : { ...element, text: await read(element.text) };
  }
  const bundle: typeof element.bundle = {};
  for (const [mime, value] of Object.entries(element.bundle)) {
    const ref = BlobRef.strict().safeParse(value);
    const isPicture = mime.startsWith("image/") && mime !== "image/svg+xml";
    if (!ref.success || isPicture) bundle[mime] = value;
    else {
      const text = await read(ref.data);
      bundle[mime] = text !== TOO_MUCH && mime.endsWith("json") ? JSON.parse(text) : text;
    }
  }
  return { ...element, bundle };
}
