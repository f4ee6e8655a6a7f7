"use client";
import { type ReactNode, useMemo } from "react";
import { asBlob } from "./as-blob.ts";
import { WithText } from "./with-text.tsx";

type Value = Parameters<typeof WithText>[0]["value"];
type Props = { value: Value; loading?: ReactNode; children: (json: unknown) => ReactNode };

/** Hands on JSON, also what must be fetched first. */
export function WithJson({ value, loading, children }: Props) {
  if (!asBlob(value)) return children(value);
  return (
    <WithText value={value} loading={loading}>
      {(text) => <Parsed text={text}>{children}</Parsed>}
    </WithText>
  );
}

function Parsed({ text, children }: { text: string; children: Props["children"] }) {
  return children(useMemo(() => parsed(text), [text]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
