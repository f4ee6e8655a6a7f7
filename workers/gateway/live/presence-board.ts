// Who is here: kept in Redis for a short time and renewed, so that a gateway that dies takes its people with it. Many
// moves at once become one message; the more people there are, the fewer messages, and beyond a number the rest is counted.
import type { Nudges } from "#lib/nudges/port.ts";
import { type Presence, rooms } from "#lib/protocol/live.ts";

const TELL_EVERY_MS = 250;
/** Everybody is told of everybody: what that costs grows with the square of their number. */
const MORE_MS_PER_PERSON = 2;
export const LISTED = 50;

type Here = { here: Presence[]; others?: number };
type Board = {
  /** Of this gateway's sockets, in the order in which they moved last. */
  mine: Map<string, Presence>;
  unsaid: Map<string, Presence | null>;
  timer: NodeJS.Timeout | null;
  told: Here | null;
  people: number;
};

export class PresenceBoard {
  private readonly nudges: Nudges;
  private readonly boards = new Map<string, Board>();
  private readonly workspaceOf = new Map<string, string>();

  constructor(nudges: Nudges) {
    this.nudges = nudges;
  }

  /** Returns who is here, the newcomer included. Redis being away is no reason to keep anyone out. */
  async arrive(workspaceId: string, socketId: string, viewer: Presence["viewer"]): Promise<Here> {
    const board = this.boardOf(workspaceId);
    const known = board.mine.get(socketId);
    const self: Presence = { viewer, path: known?.path ?? null, block: null };
    this.move(workspaceId, socketId, self);
    const { told } = board;
    if (!told) {
      await this.say(workspaceId, board);
      return listed(await withinASecond(this.nudges.presence(workspaceId), [self]), [self]);
    }
    // What was told last is at most as old as what everybody else has; the next message corrects it for all.
    return { ...told, here: [self, ...told.here.filter((one) => one.viewer.id !== viewer.id)].slice(0, LISTED) };
  }

  move(workspaceId: string, socketId: string, presence: Presence): void {
    const before = this.workspaceOf.get(socketId);
    if (before !== undefined && before !== workspaceId) this.depart(socketId);
    this.workspaceOf.set(socketId, workspaceId);
    const board = this.boardOf(workspaceId);
    board.mine.delete(socketId);
    board.mine.set(socketId, presence);
    board.unsaid.set(socketId, presence);
    this.tellSoon(workspaceId, board);
  }

  depart(socketId: string): void {
    const workspaceId = this.workspaceOf.get(socketId);
    if (workspaceId === undefined) return;
    this.workspaceOf.delete(socketId);
    const board = this.boardOf(workspaceId);
    board.mine.delete(socketId);
    board.unsaid.set(socketId, null);
    this.tellSoon(workspaceId, board);
  }

  async renew(): Promise<void> {
    await Promise.all(
      [...this.boards].map(([id, { mine }]) => withinASecond(this.nudges.setPresence(id, new Map(mine)), undefined)),
    );
  }

  close(): void {
    for (const { timer } of this.boards.values()) if (timer) clearTimeout(timer);
    this.boards.clear();
  }

  private boardOf(workspaceId: string): Board {
    const known = this.boards.get(workspaceId);
    if (known) return known;
    const board: Board = { mine: new Map(), unsaid: new Map(), timer: null, told: null, people: 0 };
    this.boards.set(workspaceId, board);
    return board;
  }

  private tellSoon(workspaceId: string, board: Board): void {
    if (board.timer) return;
    board.timer = setTimeout(
      async () => {
        board.timer = null;
        await this.say(workspaceId, board);
        const all = await this.nudges.presence(workspaceId).catch(() => null);
        if (!all) return;
        board.people = all.length;
        board.told = listed(all, [...board.mine.values()]);
        this.nudges.emit(rooms.people(workspaceId), "presence", board.told, { volatile: true });
        if (board.mine.size === 0) this.boards.delete(workspaceId);
      },
      TELL_EVERY_MS + MORE_MS_PER_PERSON * board.people,
    );
  }

  /** To Redis: what moved since the last time. */
  private async say(workspaceId: string, board: Board): Promise<void> {
    const moves = board.unsaid;
    if (moves.size === 0) return;
    board.unsaid = new Map();
    await withinASecond(this.nudges.setPresence(workspaceId, moves), undefined);
  }
}

/** So many of them; those who moved last on this gateway first, where not all have room. */
function listed(all: Presence[], mine: Presence[]): Here {
  if (all.length <= LISTED) return { here: all };
  const recent = mine.slice(-LISTED).reverse();
  const known = new Set(recent.map(({ viewer }) => viewer.id));
  const here = [...recent, ...all.filter(({ viewer }) => !known.has(viewer.id))].slice(0, LISTED);
  return { here, others: all.length - here.length };
}

function withinASecond<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), 1_000).unref());
  return Promise.race([work.catch(() => otherwise), late]);
}
