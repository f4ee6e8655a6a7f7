// What is larger than an inline element travels by its hash: message and row stay small, and bytes are cached for ever.
import type { Bundle, Element } from "#lib/protocol/element.ts";
import { limits } from "#lib/protocol/limits.ts";
import { storeBlob } from "#lib/services/blob/store-blob.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { Collected } from "./collect-elements.ts";

const binaryText = /^(image\/(png|jpeg|gif|webp)|application\/(pdf|octet-stream)|audio\/|video\/)/;

export async function spillElements(
  ctx: ServiceContext,
  workspaceId: string,
  collected: Collected,
): Promise<Element[]> {
  const store = (bytes: Uint8Array) => storeBlob(ctx, { workspaceId, bytes });
  const full = collected.fullText === null ? null : await store(Buffer.from(collected.fullText));
  const spilled: Element[] = [];
  for (const element of collected.elements) {
    if ("bundle" in element) {
      spilled.push({ ...element, bundle: await spillBundle(store, element.bundle) });
      continue;
    }
    const bytes = Buffer.from(element.text as string);
    const text = bytes.length > limits.inlineElementBytes ? await store(bytes) : element.text;
    const cut = element.cut && full ? { ...element.cut, full } : element.cut;
    spilled.push({ kind: element.kind, text, ...(cut ? { cut } : {}) });
  }
  return spilled;
}

async function spillBundle(store: (bytes: Uint8Array) => Promise<Bundle[string]>, bundle: Bundle): Promise<Bundle> {
  const spilled: Bundle = {};
  for (const [mime, value] of Object.entries(bundle)) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (Buffer.byteLength(text) <= limits.inlineElementBytes) spilled[mime] = value;
    // An image is stored as its own bytes, so that the browser can show it straight from its address.
    else spilled[mime] = await store(Buffer.from(text, binaryText.test(mime) ? "base64" : "utf8"));
  }
  return spilled;
}
