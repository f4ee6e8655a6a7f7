// What is larger than an inline element travels by its hash: message and row stay small, and bytes are cached for ever.
import { BlobRef, type Bundle, type Element } from "#lib/protocol/element.ts";
import { limits } from "#lib/protocol/limits.ts";
import { storeBlob } from "#lib/services/blob/store-blob.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { Collected } from "./collect-elements.ts";

const binaryText = /^(image\/(png|jpeg|gif|webp)|application\/(pdf|octet-stream)|audio\/|video\/)/;

const BlobSize = BlobRef.pick({ bytes: true });

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
      const payload = collected.payloads.get(element.bundle);
      const bundle = payload ? withColumns(element.bundle, payload.length, await store(payload)) : element.bundle;
      spilled.push({ ...element, bundle: await spillBundle(store, bundle) });
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

/** A table's columns stand in a blob of their own, so that a page reads the ranges of it that it needs. */
function withColumns(bundle: Bundle, bytes: number, stored: Bundle[string]): Bundle {
  const entries = Object.entries(bundle).map(([mime, value]) => {
    if (typeof value !== "object" || value === null || !("data" in value)) return [mime, value];
    const announced = BlobSize.safeParse(value.data);
    return [mime, announced.data?.bytes === bytes ? { ...value, data: stored } : value];
  });
  return Object.fromEntries(entries);
}
