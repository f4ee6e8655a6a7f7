"use client";
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CopyButton } from "../../shell/copy-button.tsx";
import type { TreeNode } from "./tree-node.ts";
import { type NodeRow, type Opened, type Row, treeKey, visibleRows } from "./visible-rows.ts";

type Props = {
  root: TreeNode;
  label: string;
  /** The whole value as text. */
  text: string | (() => string);
};

/** A nested value that folds: by click, or with the keys of any tree. */
export function TreeResult({ root, label, text }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened>(new Map());
  const [active, setActive] = useState("0");
  const takesFocus = useRef(false);
  const rows = useMemo(() => visibleRows(root, opened), [root, opened]);
  const nodes = rows.filter((row) => row.kind === "node");
  const target = nodes.some(({ path }) => path === active) ? active : "0";
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    place.current?.querySelector<HTMLElement>(`[data-path="${active}"]`)?.focus();
  });
  const open = (paths: readonly string[], isOpen: boolean) =>
    setOpened((before) => new Map([...before, ...paths.map((path) => [path, isOpen] as const)]));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const meant = treeKey(event.key, nodes, target);
    if (!meant) return;
    event.preventDefault();
    if ("open" in meant) return open(meant.open, meant.isOpen);
    takesFocus.current = true;
    setActive(meant.goTo);
  };
  const onToggle = (row: NodeRow) => {
    takesFocus.current = true;
    setActive(row.path);
    if (row.node.kind === "branch") open([row.path], !row.isOpen);
  };
  return (
    <div className="result json" ref={place}>
      <div role="tree" aria-label={label} onKeyDown={onKeyDown} tabIndex={-1}>
        {rows.map((row) => (
          <Line key={row.path} row={row} isTarget={row.path === target} onToggle={onToggle} />
        ))}
      </div>
      <CopyButton icon label="Copy as text" text={text} />
    </div>
  );
}

type LineProps = { row: Row; isTarget: boolean; onToggle: (row: NodeRow) => void };

function Line({ row, isTarget, onToggle }: LineProps) {
  const style = { paddingLeft: `${(row.level - 1) * 1.125 + 1}rem` };
  if (row.kind !== "node") {
    return (
      <div role="presentation" className="tree-line muted" style={style}>
        {row.kind === "close" ? row.text : `… ${row.count.toLocaleString("en")} more, not kept`}
      </div>
    );
  }
  const { node, isOpen, path, level, place, of } = row;
  const isBranch = node.kind === "branch";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys.
    <div
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={of}
      aria-expanded={isBranch ? isOpen : undefined}
      className={isBranch ? "tree-line tree-branch" : "tree-line"}
      style={style}
      tabIndex={isTarget ? 0 : -1}
      data-path={path}
      onClick={isBranch ? () => onToggle(row) : undefined}
    >
      {isBranch && <i className="icon icon-chevron" />}
      {node.label}
      {isBranch ? (
        <BranchHead node={node} isOpen={isOpen} />
      ) : (
        <span className={node.tone ?? undefined}>{node.text}</span>
      )}
    </div>
  );
}

function BranchHead({ node, isOpen }: { node: Extract<TreeNode, { kind: "branch" }>; isOpen: boolean }) {
  return (
    <>
      {node.open}
      {!isOpen && node.close !== "" && `…${node.close}`}
      {node.size !== "" && <span className="json-size">{node.size}</span>}
    </>
  );
}
