// The documents that are measured. Each knows its text after the n-th edit, and the code that the edit makes run, for
// the floor that runs that code alone.

export type EditedDocument = {
  /** Begins the names of its figures. */
  name: string;
  what: string;
  source(edit: number): string;
  /** The blocks that have to run after this edit. */
  code(edit: number): string[];
  /** What the floor runs once before: all that the code reads. */
  prepare: string;
};

/** Blocks of one short statement, apart from those in `other`. */
function shortBlocks(count: number, other: Record<number, string>): string {
  const blocks = Array.from({ length: count }, (_, index) => other[index] ?? `x${index} = ${index}`);
  return `${blocks.join("\n\n")}\n`;
}

const EDITED = 20;
const edited = (edit: number) => `x${EDITED} = ${edit}\nx${EDITED}`;

export const small: EditedDocument[] = [
  {
    name: "edit",
    what: "31 blocks, one edited",
    source: (edit) => shortBlocks(31, { [EDITED]: edited(edit) }),
    code: (edit) => [edited(edit)],
    prepare: "",
  },
  {
    name: "dependent",
    what: "31 blocks, one edited, one other reads it",
    source: (edit) => shortBlocks(31, { [EDITED]: edited(edit), 25: `x25 = x${EDITED} + 1\nx25` }),
    code: (edit) => [edited(edit), `x25 = x${EDITED} + 1\nx25`],
    prepare: "",
  },
  {
    name: "no-op",
    what: "31 blocks, saved without a change",
    source: () => shortBlocks(31, {}),
    code: () => [],
    prepare: "",
  },
  {
    name: "comment",
    what: "31 blocks, a comment edited",
    source: (edit) => shortBlocks(31, { [EDITED]: `# Note ${edit}\nx${EDITED} = ${EDITED}` }),
    code: () => [],
    prepare: "",
  },
];

/** 5,000,000 rows of five floats of 8 bytes: 200 MB. */
const MAKE_FRAME = `rng = np.random.default_rng(1)
df = pd.DataFrame(rng.normal(size=(5_000_000, 5)), columns=list("abcde"))`;
const IMPORTS = "import numpy as np\nimport pandas as pd";
const reads = (edit: number) => `df["a"].mean() + ${edit}`;
const mutates = (edit: number) => `df.iloc[:1000, 0] += ${edit}\ndf.iloc[0, 0]`;

export const frame: EditedDocument = {
  name: "frame",
  what: "a block that reads a DataFrame of 200 MB, edited",
  source: (edit) => [IMPORTS, MAKE_FRAME, reads(edit), ""].join("\n\n"),
  code: (edit) => [reads(edit)],
  prepare: `${IMPORTS}\n${MAKE_FRAME}`,
};

export const mutate: EditedDocument = {
  name: "mutate",
  what: "a block that changes a DataFrame of 200 MB in place, edited",
  source: (edit) => [IMPORTS, MAKE_FRAME, mutates(edit), ""].join("\n\n"),
  code: (edit) => [mutates(edit)],
  prepare: `${IMPORTS}\n${MAKE_FRAME}`,
};

const MIDDLE = 500;
const inserted = (edit: number) => [`x${MIDDLE} = 0`, ...Array(edit).fill(`x${MIDDLE} += 1`), `x${MIDDLE}`].join("\n");
const replaced = (edit: number) => `x${MIDDLE} = ${edit}\nx${MIDDLE}`;

export const thousand = (): string => shortBlocks(1000, {});

export const thousandEdited: EditedDocument[] = [
  {
    name: "thousand.edit",
    what: "1,000 blocks, one edited",
    source: (edit) => shortBlocks(1000, { [MIDDLE]: replaced(edit) }),
    code: (edit) => [replaced(edit)],
    prepare: "",
  },
  {
    name: "thousand.insert",
    what: "1,000 blocks, a line inserted into one",
    source: (edit) => shortBlocks(1000, { [MIDDLE]: inserted(edit) }),
    code: (edit) => [inserted(edit)],
    prepare: "",
  },
];
