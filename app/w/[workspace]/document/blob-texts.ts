// Texts of results that had to be fetched, kept for whoever comes back to a document: bounded, so that a page that follows
// all day does not grow. Their addresses name their content, so that none is ever out of date.

const KEPT_CHARS = 8 * 1024 * 1024;

export class BlobTexts {
  private readonly texts = new Map<string, string>();
  private readonly most: number;
  private chars = 0;

  constructor(most: number = KEPT_CHARS) {
    this.most = most;
  }

  get(address: string): string | undefined {
    return this.texts.get(address);
  }

  /** The least recently fetched go first; one that alone is too large is not kept. */
  put(address: string, text: string): void {
    this.drop(address);
    if (text.length > this.most) return;
    this.texts.set(address, text);
    this.chars += text.length;
    for (const oldest of this.texts.keys()) {
      if (this.chars <= this.most) break;
      this.drop(oldest);
    }
  }

  private drop(address: string): void {
    this.chars -= this.texts.get(address)?.length ?? 0;
    this.texts.delete(address);
  }
}

/** The page's. */
export const blobTexts = new BlobTexts();
