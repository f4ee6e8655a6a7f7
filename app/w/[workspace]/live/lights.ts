// Which blocks are new to this viewer. A block is lit when what it shows, once settled, is not what was shown before: its
// text or its result. A result that ran and is the same gives no light, nor does a document's first run: there all is new.
import type { BlockView, DocumentView } from "#lib/core/document-view.ts";

/** `token` grows with every light, so that a block that is lit again sweeps again; `former`: its source as seen before. */
export type Light = { token: number; former: string | null };
type Shown = { hash: string; digest: string; source: string };

export type Lights = {
  /** The document's first run, as far as this page knows: it gives no light. 0: it had run before. */
  firstRun: number | null;
  shown: ReadonlyMap<string, Shown>;
  lit: ReadonlyMap<string, Light>;
  token: number;
};

export const noLights: Lights = { firstRun: null, shown: new Map(), lit: new Map(), token: 0 };

/**
 * The lights after the view became `view`. Returns the same object when nothing changed. `arriving`: the viewer comes
 * to see the change that the view's run is about, and has not seen the document before.
 */
export function litAfter(lights: Lights, view: DocumentView, arriving = false): Lights {
  if (view.run === 0) return lights;
  const known = lights.firstRun !== null;
  const firstRun = lights.firstRun ?? (view.blocks.some((block) => isOlder(block, view)) ? 0 : view.run);
  const changed = view.blocks.filter((block) => isSettled(block) && !isAsShown(block, lights.shown.get(block.id)));
  if (changed.length === 0) return known ? lights : { ...lights, firstRun };
  const shown = new Map(lights.shown);
  const lit = new Map(lights.lit);
  const token = lights.token + 1;
  for (const block of changed) {
    const isNew = known ? view.run > firstRun : arriving && firstRun === 0 && ranNow(block, view);
    if (isNew) lit.set(block.id, { token, former: lights.shown.get(block.id)?.source ?? null });
    shown.set(block.id, { hash: block.hash, digest: digestOf(block), source: block.source });
  }
  return { firstRun, shown, lit, token };
}

/** The viewer has looked at the block, as it was lit with `token`. */
export function unlit(lights: Lights, block: string, token: number): Lights {
  if (lights.lit.get(block)?.token !== token) return lights;
  const lit = new Map(lights.lit);
  lit.delete(block);
  return { ...lights, lit };
}

function isSettled({ state }: BlockView): boolean {
  return state !== "queued" && state !== "running" && state !== "stale";
}

function isAsShown(block: BlockView, shown: Shown | undefined): boolean {
  return shown !== undefined && shown.hash === block.hash && shown.digest === digestOf(block);
}

function isOlder(block: BlockView, view: DocumentView): boolean {
  return block.result !== null && block.result.run < view.run;
}

function ranNow(block: BlockView, view: DocumentView): boolean {
  if (block.reason?.code === "lines-moved") return false;
  return block.dirty && block.result?.run === view.run && !block.result.unchanged;
}

const digestOf = (block: BlockView) => block.result?.digest ?? "";
