// One shape for all that is drawn as a tree: JSON, and what the executor describes of containers and dataclasses. Parts
// are made when they are looked at.
import { z } from "zod";

export const TREE_MIME = "application/vnd.pinlight.tree+json";

export type Leaf = { kind: "leaf"; label: string; text: string; tone: "s" | "n" | "k" | null };
export type Branch = {
  kind: "branch";
  label: string;
  open: string;
  close: string;
  /** "3 keys" */
  size: string;
  /** Draws less at first: of many parts only the first are likely to be wanted. */
  isLarge: boolean;
  children: () => TreeNode[];
  /** Parts that the executor left out. */
  more: number;
};
export type TreeNode = Leaf | Branch;

/** So many parts are drawn under one head; more stand in slices. */
export const SLICE = 100;
const LARGE = 30;

export function jsonNode(value: unknown, label = ""): TreeNode {
  if (typeof value !== "object" || value === null) return jsonLeaf(value, label);
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (count === 0) return { kind: "leaf", label, text: Array.isArray(value) ? "[]" : "{}", tone: null };
  const [open, close, one] = Array.isArray(value) ? ["[", "]", "item"] : ["{", "}", "key"];
  const part = (n: number, of: readonly [string, unknown][]) => {
    const [key, member] = of[n] ?? ["", null];
    return jsonNode(member, Array.isArray(value) ? "" : `${JSON.stringify(key)}: `);
  };
  const children = () => {
    const entries = Object.entries(value);
    return sliced(0, count, (n) => part(n, entries));
  };
  return { kind: "branch", label, open, close, size: counted(count, one), isLarge: count > LARGE, children, more: 0 };
}

function jsonLeaf(value: unknown, label: string): Leaf {
  const text = JSON.stringify(value) ?? "null";
  const tone = typeof value === "string" ? "s" : typeof value === "number" ? "n" : "k";
  return { kind: "leaf", label, text, tone };
}

const Described = z.union([
  z.object({
    type: z.string(),
    open: z.string(),
    close: z.string(),
    length: z.int().min(0),
    items: z.array(z.tuple([z.string().nullable(), z.unknown()])),
    more: z.int().min(0).default(0),
  }),
  z.object({ type: z.string(), text: z.string() }),
]);

const tones: Record<string, Leaf["tone"]> = {
  ...{ str: "s", bytes: "s", int: "n", float: "n", complex: "n", Decimal: "n" },
  ...{ bool: "k", NoneType: "k" },
};
/** Their brackets say what they are. */
const plain = new Set(["dict", "list", "tuple", "set"]);

/** The executor's tree (display/tree.py), checked part by part as it is opened; null for what is none. */
export function describedNode(value: unknown, label = ""): TreeNode | null {
  const parsed = Described.safeParse(value);
  if (!parsed.success) return null;
  const node = parsed.data;
  if ("text" in node) return { kind: "leaf", label, text: node.text, tone: tones[node.type] ?? null };
  const { type, open, close, items, more, length } = node;
  const name = plain.has(type) ? "" : type;
  if (length === 0)
    return { kind: "leaf", label, text: type === "set" ? "set()" : `${name}${open}${close}`, tone: null };
  const joint = open === "(" ? "=" : ": ";
  const part = (n: number): TreeNode => {
    const [key, item] = items[n] ?? [null, null];
    const of = key === null ? "" : `${key}${joint}`;
    return describedNode(item, of) ?? { kind: "leaf", label: of, text: "…", tone: null };
  };
  const one = open === "(" && name !== "" ? "field" : type === "dict" ? "key" : "item";
  const children = () => sliced(0, items.length, part);
  const head = `${name}${open}`;
  return {
    kind: "branch",
    label,
    open: head,
    close,
    size: counted(length, one),
    isLarge: length > LARGE,
    children,
    more,
  };
}

/** Parts `from` to `to`, in slices of slices where there are many. */
function sliced(from: number, to: number, part: (n: number) => TreeNode): TreeNode[] {
  const count = to - from;
  if (count <= SLICE) return Array.from({ length: count }, (_, n) => part(from + n));
  let size = SLICE;
  while (count / size > SLICE) size *= SLICE;
  return Array.from({ length: Math.ceil(count / size) }, (_, n) => {
    const first = from + n * size;
    const end = Math.min(to, first + size);
    return {
      kind: "branch",
      label: `${first} to ${end - 1} `,
      open: "",
      close: "",
      size: "",
      isLarge: true,
      children: () => sliced(first, end, part),
      more: 0,
    };
  });
}

const counted = (n: number, one: string) => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;
