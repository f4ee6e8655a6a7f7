"use client";
import { nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { Menu } from "./menu.tsx";
import { changedElsewhere, currentPath, currentPin } from "./slices.ts";
import { ago, count } from "./words.ts";

/** One slot tells what happens elsewhere: that one follows it, or what changed while one stays. */
export function Elsewhere({ inStrip = false }: { inStrip?: boolean }) {
  const pin = usePageState(currentPin);
  const path = usePageState(currentPath);
  const changed = usePageState(changedElsewhere);
  const cell = inStrip ? "strip-cell" : "";
  if (path === null) return null;
  if (pin === null) {
    return (
      <span className={`follow-chip ${cell}`}>
        <i className="icon icon-follow" />
        Following changes
      </span>
    );
  }
  if (changed.length > 0) return <ChangedMenu cell={cell} stay={pin} inStrip={inStrip} />;
  return pin === path ? null : <PinnedElsewhere pin={pin} cell={cell} />;
}

function PinnedElsewhere({ pin, cell }: { pin: NonNullable<ReturnType<typeof currentPin>>; cell: string }) {
  const page = usePage();
  return (
    <button type="button" className={`follow-chip ${cell}`} onClick={() => page.do({ type: "opened", path: pin })}>
      <span aria-hidden="true">📌</span>Pinned to {nameOf(pin)}
    </button>
  );
}

function ChangedMenu({ cell, stay, inStrip }: { cell: string; stay: string; inStrip: boolean }) {
  const changed = usePageState(changedElsewhere);
  const trigger = (
    <button type="button" className={`others-button ${cell}`}>
      <i className="glyph glyph-lamp" />
      {count(changed.length, "other file")} changed
      {!inStrip && <i className="icon icon-down" />}
    </button>
  );
  return (
    <Menu
      trigger={trigger}
      label="Other files that changed"
      align="start"
      side={inStrip ? "top" : "bottom"}
      width="25rem"
    >
      {(close) => (
        <>
          <p className="menu-title">Changed while you stay on {nameOf(stay)}</p>
          <ul className="others-list">
            {changed.map((other) => (
              <ChangedRow key={other.path} path={other.path} onJump={close} />
            ))}
          </ul>
        </>
      )}
    </Menu>
  );
}

function ChangedRow({
  path,
  onJump,
}: {
  path: ReturnType<typeof changedElsewhere>[number]["path"];
  onJump: () => void;
}) {
  const page = usePage();
  const change = usePageState((state) => state.changes).get(path);
  return (
    <li>
      <i className="glyph glyph-lamp" />
      <strong className="truncate">{path}</strong>
      <small>{change ? `${change.by}, ${ago(change.at, Date.now())}` : "While you were away"}</small>
      <button
        type="button"
        className="button"
        onClick={() => {
          onJump();
          page.do({ type: "opened", path });
        }}
      >
        Jump
      </button>
    </li>
  );
}
