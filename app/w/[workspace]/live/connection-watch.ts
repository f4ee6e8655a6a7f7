// What the strip says of the connection: a short cut is no news, a longer one is, and coming back is told for a moment.
import type { Connection } from "./page-state.ts";

const SILENT_MS = 1_000;
const CAUGHT_UP_MS = 4_000;

type Watched = { get(): Connection; set(connection: Connection): void; connectNow(): void };

export class ConnectionWatch {
  private readonly watched: Watched;
  private fellAt: number | null = Date.now();
  private told = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(watched: Watched) {
    this.watched = watched;
  }

  open(): void {
    window.addEventListener("online", this.onOnline);
    window.addEventListener("offline", this.onOffline);
    if (!navigator.onLine) this.onOffline();
  }

  close(): void {
    window.removeEventListener("online", this.onOnline);
    window.removeEventListener("offline", this.onOffline);
    clearTimeout(this.timer);
  }

  fell(): void {
    if (this.fellAt !== null && this.told) return;
    this.fellAt ??= Date.now();
    this.told = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SILENT_MS);
  }

  joined(isFirst: boolean): void {
    clearTimeout(this.timer);
    const { phase } = this.watched.get();
    const wasAway = phase === "reconnecting" || phase === "offline";
    this.fellAt = null;
    this.told = false;
    if (phase === "live" && !isFirst) return;
    this.watched.set({ phase: "live", caughtUp: wasAway ? { runs: 0 } : null });
    if (wasAway) this.timer = setTimeout(() => this.watched.set({ phase: "live", caughtUp: null }), CAUGHT_UP_MS);
  }

  caughtUp(runs: number): void {
    const connection = this.watched.get();
    if (connection.phase !== "live" || !connection.caughtUp || runs <= 0) return;
    this.watched.set({ phase: "live", caughtUp: { runs } });
  }

  private tell(): void {
    const since = this.fellAt ?? Date.now();
    this.watched.set({ phase: navigator.onLine ? "reconnecting" : "offline", since });
  }

  private readonly onOnline = (): void => {
    if (this.fellAt !== null) this.tell();
    this.watched.connectNow();
  };

  private readonly onOffline = (): void => {
    this.fellAt ??= Date.now();
    this.told = true;
    this.tell();
  };
}
