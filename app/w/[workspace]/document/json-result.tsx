"use client";
import { useMemo } from "react";
import { jsonNode } from "./tree/tree-node.ts";
import { TreeResult } from "./tree/tree-result.tsx";

export function JsonResult({ value, label }: { value: unknown; label: string }) {
  const root = useMemo(() => jsonNode(value), [value]);
  return <TreeResult root={root} label={`${label}, JSON`} text={() => JSON.stringify(value, null, 2)} />;
}
