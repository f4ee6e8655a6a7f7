"use client";
import { type ReactNode, useMemo } from "react";
import type { Bundle } from "#lib/protocol/element.ts";
import { describedNode } from "./tree-node.ts";
import { TreeResult } from "./tree-result.tsx";

type Props = { value: unknown; bundle: Bundle; label: string; otherwise: ReactNode };

/** A container or dataclass, as the executor describes it. */
export function DescribedResult({ value, bundle, label, otherwise }: Props) {
  const root = useMemo(() => describedNode(value), [value]);
  if (!root) return otherwise;
  const text = bundle["text/plain"];
  return <TreeResult root={root} label={label} text={typeof text === "string" ? text : () => JSON.stringify(value)} />;
}
