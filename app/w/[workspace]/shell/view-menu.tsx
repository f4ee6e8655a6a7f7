"use client";
import type { Visible } from "#lib/protocol/block.ts";
import type { Theme } from "../live/viewer-settings.ts";
import { Menu } from "./menu.tsx";
import { useSettings } from "./settings.tsx";
import { toggled } from "./shell.tsx";

const parts: [Visible, string][] = [
  ["prose", "Prose"],
  ["code", "Code"],
  ["statements", "Statements without result"],
  ["visuals", "Results"],
];
const themes: [Theme, string][] = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["system", "System"],
];

/** What is shown, for this viewer only. */
export function ViewMenu() {
  const { hidden, theme, wall, change } = useSettings();
  const trigger = (
    <button type="button" className="icon-button" aria-label="What to show">
      <i className="icon icon-view" />
    </button>
  );
  return (
    <Menu trigger={trigger} label="What to show" width="15rem" padding="0.5rem 0.75rem">
      <p className="menu-title menu-title-flush">Show, for you only</p>
      {parts.map(([part, label]) => (
        <Switch
          key={part}
          label={label}
          on={!hidden.includes(part)}
          onChange={() => change({ hidden: toggled(hidden, part) })}
        />
      ))}
      <hr className="menu-rule menu-rule-flush" />
      <fieldset className="segments segments-wide">
        <legend className="sr-only">Theme</legend>
        {themes.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name="theme" checked={theme === value} onChange={() => change({ theme: value })} />
            {label}
          </label>
        ))}
      </fieldset>
      <Switch label="Wall display" on={wall} onChange={() => change({ wall: !wall })} />
    </Menu>
  );
}

function Switch({ label, on, onChange }: { label: string; on: boolean; onChange: () => void }) {
  return (
    <label className="switch">
      {label}
      <input type="checkbox" role="switch" aria-checked={on} checked={on} onChange={onChange} />
    </label>
  );
}
