// The documents of the bench: one of a hundred blocks, one of everything at once, and two hundred to walk through.
const MILLION = 1_000_000;

export const HUNDRED = "hundred.py";
export const EVERYTHING = "everything.py";
export const visited = (number: number) => `visit/doc${number}.py`;

/** Prose, code and printed lines; `value` is what block 50 prints. */
export function hundred(value: string): string {
  return Array.from({ length: 100 }, (_, block) => {
    const text = block === 49 ? value : `value of block ${block + 1}`;
    return `# ## Step ${block + 1}\n# What **it** does, with [a link](https://example.org) and \`code\`.\nprint("${text}")\nsum(range(${block}))`;
  }).join("\n\n");
}

/** A thousand blocks, fifty of which draw a picture, and where pandas is, a table of a million rows. */
export function everything(hasPandas: boolean): string {
  const picture = `import base64, struct, zlib

def _part(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

class Picture:
    def __init__(self, n):
        self.n = n

    def _repr_png_(self):
        rows = b"".join(b"\\0" + bytes((x * self.n + y) % 256 for x in range(400)) for y in range(240))
        head = struct.pack(">IIBBBBB", 400, 240, 8, 0, 0, 0, 0)
        return b"\\x89PNG\\r\\n\\x1a\\n" + _part(b"IHDR", head) + _part(b"IDAT", zlib.compress(rows)) + _part(b"IEND", b"")
`;
  const table = `import pandas as pd

pd.DataFrame({"n": range(${MILLION}), "half": [n / 2 for n in range(${MILLION})]})`;
  const blocks = Array.from({ length: 1_000 }, (_, block) => {
    if (block % 20 === 10) return `Picture(${block})`;
    return block % 3 === 0 ? `# ### Part ${block}\n# Some prose for it.\nx = ${block}` : `print("line", ${block})`;
  });
  return [picture, ...(hasPandas ? [table] : []), ...blocks].join("\n\n");
}

export const visit = (number: number) =>
  Array.from({ length: 20 }, (_, block) => `# ## Part ${block}\nprint("document ${number}, block ${block}")`).join(
    "\n\n",
  );
