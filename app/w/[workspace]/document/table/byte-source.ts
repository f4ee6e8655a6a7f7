// The payload of a table, read by ranges. What lies in a blob is fetched page by page and kept, the least used pages
// going first; neighbouring pages are asked for in one request.

export interface ByteSource {
  read(at: number, bytes: number): Promise<Uint8Array>;
  /** Has them at hand, so that reading any of them is quick. */
  ready(at: number, bytes: number): Promise<void>;
}

const PAGE_BYTES = 64 * 1024;
/** More than any table's payload: what must be read whole (to sort) is read once. */
const KEPT_BYTES = 64 * 1024 * 1024;
const REQUEST_BYTES = 4 * 1024 * 1024;

export class InlineBytes implements ByteSource {
  private readonly all: Uint8Array;

  constructor(base64: string) {
    this.all = bytesOfBase64(base64);
  }

  async read(at: number, bytes: number): Promise<Uint8Array> {
    return this.all.subarray(at, at + bytes);
  }

  async ready(): Promise<void> {}
}

export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** What fetches bytes `from` to `to`, `to` exclusive. */
type Fetcher = (from: number, to: number) => Promise<Uint8Array>;

export class BlobBytes implements ByteSource {
  private readonly size: number;
  private readonly fetcher: Fetcher;
  private readonly pages = new Map<number, Promise<Uint8Array>>();

  constructor(size: number, fetcher: Fetcher) {
    this.size = size;
    this.fetcher = fetcher;
  }

  async read(at: number, bytes: number): Promise<Uint8Array> {
    if (bytes === 0) return new Uint8Array();
    const first = Math.floor(at / PAGE_BYTES);
    const last = Math.floor((at + bytes - 1) / PAGE_BYTES);
    const pages = await Promise.all(this.pagesOf(first, last));
    const from = at - first * PAGE_BYTES;
    const [only] = pages;
    if (only && pages.length === 1) return only.subarray(from, from + bytes);
    const joined = new Uint8Array((last - first + 1) * PAGE_BYTES);
    for (const [n, page] of pages.entries()) joined.set(page, n * PAGE_BYTES);
    return joined.subarray(from, from + bytes);
  }

  async ready(at: number, bytes: number): Promise<void> {
    if (bytes === 0) return;
    await Promise.all(this.pagesOf(Math.floor(at / PAGE_BYTES), Math.floor((at + bytes - 1) / PAGE_BYTES)));
  }

  private pagesOf(first: number, last: number): Promise<Uint8Array>[] {
    for (let page = first; page <= last; page++) {
      if (this.pages.has(page)) continue;
      let end = page + 1;
      while (end <= last && !this.pages.has(end) && (end - page) * PAGE_BYTES < REQUEST_BYTES) end++;
      this.fetchPages(page, end);
    }
    const found: Promise<Uint8Array>[] = [];
    for (let page = first; page <= last; page++) {
      const kept = this.pages.get(page) as Promise<Uint8Array>;
      // Put at the end: the map's order is that of last use.
      this.pages.delete(page);
      this.pages.set(page, kept);
      found.push(kept);
    }
    for (const page of this.pages.keys()) {
      if (this.pages.size * PAGE_BYTES <= KEPT_BYTES) break;
      this.pages.delete(page);
    }
    return found;
  }

  private fetchPages(first: number, end: number): void {
    const from = first * PAGE_BYTES;
    const whole = this.fetcher(from, Math.min(this.size, end * PAGE_BYTES));
    for (let page = first; page < end; page++) {
      const part = whole.then((bytes) => bytes.subarray(page * PAGE_BYTES - from, (page + 1) * PAGE_BYTES - from));
      this.pages.set(page, part);
      // A page that could not be fetched is asked for again the next time.
      part.catch(() => this.pages.get(page) === part && this.pages.delete(page));
    }
  }
}

/** Ranges of what stands at an address. */
export function fetchRanges(address: string): Fetcher {
  return async (from, to) => {
    const response = await fetch(address, { headers: { range: `bytes=${from}-${to - 1}` } });
    if (!response.ok) throw new Error("The server refused the table's rows.");
    const bytes = new Uint8Array(await response.arrayBuffer());
    // A server between may answer a range with the whole.
    return response.status === 206 ? bytes : bytes.subarray(from, to);
  };
}
