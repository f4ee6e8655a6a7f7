// Who is here: kept in Redis for a short time and renewed, so that a gateway that dies takes its people with it. Many
// moves at once become one message.

import type { Nudges } from "#lib/nudges/port.ts";
import type { Presence } from "#lib/protocol/live.ts";
import { rooms } from "#lib/protocol/live.ts";

const TELL_EVERY_MS = 250;

export class PresenceBoard {
  private readonly nudges: Nudges;
  private readonly mine = new Map<string, { workspaceId: string; presence: Presence }>();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(nudges: Nudges) {
    this.nudges = nudges;
  }

  /** Returns who is here, the newcomer included. Redis being away is no reason to keep anyone out. */
  async arrive(workspaceId: string, socketId: string, viewer: Presence["viewer"]): Promise<Presence[]> {
    const path = this.mine.get(socketId)?.presence.path ?? null;
    await this.move(workspaceId, socketId, { viewer, path, block: null });
    return withinASecond(this.nudges.presence(workspaceId), []);
  }

  async move(workspaceId: string, socketId: string, presence: Presence): Promise<void> {
    this.mine.set(socketId, { workspaceId, presence });
    await withinASecond(this.nudges.setPresence(workspaceId, socketId, presence), undefined);
    this.tellSoon(workspaceId);
  }

  async depart(socketId: string): Promise<void> {
    const entry = this.mine.get(socketId);
    if (!entry) return;
    this.mine.delete(socketId);
    await withinASecond(this.nudges.setPresence(entry.workspaceId, socketId, null), undefined);
    this.tellSoon(entry.workspaceId);
  }

  async renew(): Promise<void> {
    for (const [socketId, { workspaceId, presence }] of this.mine) {
      await withinASecond(this.nudges.setPresence(workspaceId, socketId, presence), undefined);
    }
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private tellSoon(workspaceId: string): void {
    if (this.timers.has(workspaceId)) return;
    const timer = setTimeout(async () => {
      this.timers.delete(workspaceId);
      const here = await this.nudges.presence(workspaceId).catch(() => null);
      if (here) this.nudges.emit(rooms.workspace(workspaceId), "presence", { here }, { volatile: true });
    }, TELL_EVERY_MS);
    this.timers.set(workspaceId, timer);
  }
}

function withinASecond<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), 1_000).unref());
  return Promise.race([work.catch(() => otherwise), late]);
}
