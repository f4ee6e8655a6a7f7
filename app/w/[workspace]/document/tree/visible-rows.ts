import type { Branch, TreeNode } from "./tree-node.ts";

/** One line of a tree. `path` names it for as long as the value is the same. */
export type Row =
  | { kind: "node"; node: TreeNode; path: string; level: number; place: number; of: number; isOpen: boolean }
  | { kind: "more"; count: number; path: string; level: number }
  | { kind: "close"; text: string; path: string; level: number };
export type NodeRow = Extract<Row, { kind: "node" }>;

/** What the viewer opened or closed themselves; the rest is as it was at first. */
export type Opened = ReadonlyMap<string, boolean>;

const OPEN_LEVELS = 2;

/** The lines that are to be seen, the tree's head first. */
export function visibleRows(root: TreeNode, opened: Opened): Row[] {
  const rows: Row[] = [];
  const add = (node: TreeNode, path: string, level: number, place: number, of: number) => {
    const isOpen = node.kind === "branch" && (opened.get(path) ?? isOpenAtFirst(node, level));
    rows.push({ kind: "node", node, path, level, place, of, isOpen });
    if (node.kind === "leaf" || !isOpen) return;
    const children = node.children();
    children.forEach((child, n) => {
      add(child, `${path}.${n}`, level + 1, n + 1, children.length);
    });
    if (node.more > 0) rows.push({ kind: "more", count: node.more, path: `${path}+`, level: level + 1 });
    if (node.close !== "") rows.push({ kind: "close", text: node.close, path: `${path}/`, level });
  };
  add(root, "0", 1, 1, 1);
  return rows;
}

function isOpenAtFirst(node: Branch, level: number): boolean {
  return level === 1 ? !node.isLarge || node.open !== "" : level <= OPEN_LEVELS && !node.isLarge;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** What a key does on a line: goes to another one, opens or closes; null: not a key of trees. */
export function treeKey(
  key: string,
  rows: readonly NodeRow[],
  path: string,
): { goTo: string } | { open: readonly string[]; isOpen: boolean } | null {
  const at = rows.findIndex((row) => row.path === path);
  const row = rows[at];
  if (!row) return null;
  const goTo = (n: number) => ({ goTo: rows[Math.min(rows.length - 1, Math.max(0, n))]?.path ?? path });
  const isBranch = row.node.kind === "branch";
  const set = (isOpen: boolean) => ({ open: [path], isOpen });
  if (key === "ArrowDown") return goTo(at + 1);
  if (key === "ArrowUp") return goTo(at - 1);
  if (key === "Home") return goTo(0);
  if (key === "End") return goTo(rows.length - 1);
  if (key === "ArrowRight") return isBranch && !row.isOpen ? set(true) : isBranch ? goTo(at + 1) : { goTo: path };
  if (key === "ArrowLeft") return row.isOpen ? set(false) : { goTo: parentOf(path) || path };
  if ((key === "Enter" || key === " ") && isBranch) return set(!row.isOpen);
  if (key !== "*") return null;
  const siblings = rows.filter((one) => one.node.kind === "branch" && parentOf(one.path) === parentOf(path));
  return { open: siblings.map((one) => one.path), isOpen: true };
}
