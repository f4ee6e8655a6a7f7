"use client";
import { type ReactNode, useMemo } from "react";
import type { Bundle } from "#lib/protocol/element.ts";
import { WithJson } from "../with-json.tsx";
import { TableResult } from "./table-result.tsx";
import { parseTable } from "./table-schema.ts";

type Props = { value: Bundle[string]; bundle: Bundle; label: string; otherwise: ReactNode };

/** The table; what is none is shown otherwise. Until a schema that is too large for the message is here, its text is. */
export function TableOrElse({ value, bundle, label, otherwise }: Props) {
  const text = bundle["text/plain"];
  const loading = typeof text === "string" ? <pre className="result stdout frame-text-first">{text}</pre> : undefined;
  return (
    <WithJson value={value} loading={loading}>
      {(json) => <Parsed json={json} bundle={bundle} label={label} otherwise={otherwise} />}
    </WithJson>
  );
}

function Parsed({ json, bundle, label, otherwise }: Omit<Props, "value"> & { json: unknown }) {
  const schema = useMemo(() => parseTable(json), [json]);
  return schema ? <TableResult schema={schema} bundle={bundle} label={label} /> : otherwise;
}
