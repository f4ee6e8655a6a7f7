"use client";
import { count } from "../shell/words.ts";

/** So many members are drawn; the rest is counted. */
const SHOWN = 200;
const OPEN_DEPTH = 2;

export function JsonResult({ value }: { value: unknown }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a named value, not a form's group.
    <div className="result json" role="group" aria-label="JSON value">
      <Value value={value} depth={0} />
    </div>
  );
}

type ValueProps = { value: unknown; name?: string; depth: number; comma?: boolean };

function Value({ value, name, depth, comma }: ValueProps) {
  const before = name === undefined ? "" : `${JSON.stringify(name)}: `;
  const after = comma ? "," : "";
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    return (
      <>
        {before}
        <Scalar value={value} />
        {after}
      </>
    );
  }
  const isList = Array.isArray(value);
  const members = Object.entries(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <>
      <details open={depth < OPEN_DEPTH && members.length <= SHOWN}>
        <summary>
          <i className="icon icon-chevron" />
          {before}
          {open}
          <span className="json-size">{count(members.length, isList ? "item" : "key")}</span>
        </summary>
        <ul>
          {members.slice(0, SHOWN).map(([key, member], index) => (
            <li key={key}>
              <Value
                value={member}
                depth={depth + 1}
                comma={index < members.length - 1}
                {...(isList ? {} : { name: key })}
              />
            </li>
          ))}
          {members.length > SHOWN && <li className="muted">… {members.length - SHOWN} more</li>}
        </ul>
      </details>
      {close}
      {after}
    </>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (typeof value === "string") return <span className="s">{JSON.stringify(value)}</span>;
  if (typeof value === "number") return <span className="n">{String(value)}</span>;
  return <span className="k">{JSON.stringify(value) ?? "null"}</span>;
}
