// (4) Pins stand where their owners left them: in Postgres, and on every screen.
import type { Installation } from "../installation.ts";
import type { Viewer } from "../viewer/viewer.ts";

export async function checkPins({ context, workspaceId }: Installation, viewers: Viewer[]): Promise<string[]> {
  const rows = await context.db.pin.findMany({ where: { workspaceId } });
  const stored = new Map(rows.map((row) => [row.viewerId, row.path]));
  return viewers.flatMap((viewer) => {
    const faults: string[] = [];
    const inDatabase = stored.get(viewer.id) ?? null;
    if (inDatabase !== viewer.chosen) {
      faults.push(`${viewer.name} is pinned to ${inDatabase} in the database, and chose ${viewer.chosen}`);
    }
    const shown = viewer.tab?.store.get().navigator.pin;
    if (shown !== undefined && shown !== viewer.chosen) {
      faults.push(`${viewer.name} is shown a pin to ${shown}, and chose ${viewer.chosen}`);
    }
    return faults;
  });
}
