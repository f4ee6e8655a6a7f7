import type { CSSProperties } from "react";
import type { Presence } from "#lib/protocol/live.ts";
import { hueOf, initials } from "./people.ts";

/** A person's disc. With `label` it is read out; without it stands beside the name. */
export function Who({ viewer, small, label }: { viewer: Presence["viewer"]; small?: boolean; label?: string }) {
  const style = { "--hue": hueOf(viewer.id) } as CSSProperties;
  const named = label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true };
  return (
    <i className={small ? "who who-small" : "who"} style={style} {...named}>
      {initials(viewer.name)}
    </i>
  );
}
