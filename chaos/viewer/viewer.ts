// A person: who they are, what they chose, and the tab that they have open now. Keeps account of every move of their
// screen, and complains of those that nobody may make.

import type { FilePath } from "#lib/protocol/ids.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { openShareLink } from "#lib/services/identity/open-share-link.ts";
import { readStart } from "../../app/w/[workspace]/[[...path]]/read-start.ts";
import type { Installation } from "../installation.ts";
import type { Journal } from "../journal.ts";
import type { Act } from "../plan/acts.ts";
import { TcpProxy } from "../tcp-proxy.ts";
import type { Breakage } from "./breakage.ts";
import { type Move, Tab, type TabWatcher } from "./tab.ts";

/** What a viewer's own hand does: the only causes that may move one who is pinned. */
const ownHand = new Set<Move["cause"]>(["opened", "jump", "back", "follow-the-rename"]);
const RETRY_MS = 300;

export class Viewer {
  readonly name: string;
  readonly id: string;
  readonly line: TcpProxy;
  tab: Tab | null = null;
  /** The pin as this viewer chose it last. */
  chosen: FilePath | null = null;
  /** What must never happen, as it happened. */
  readonly complaints: string[] = [];
  readonly counts = { connections: 0, reconnects: 0, loads: 0, moves: 0, followed: 0, refusedPins: 0 };
  private readonly cookie: string;
  private readonly installation: Installation;
  private readonly journal: Journal;
  private readonly breakage: Breakage;
  /** What the pin was before the choice that the server has not confirmed yet. */
  private unconfirmed: { before: FilePath | null } | null = null;
  private opening = false;

  private constructor(made: {
    name: string;
    id: string;
    cookie: string;
    line: TcpProxy;
    installation: Installation;
    journal: Journal;
    breakage: Breakage;
  }) {
    this.name = made.name;
    this.id = made.id;
    this.cookie = made.cookie;
    this.line = made.line;
    this.installation = made.installation;
    this.journal = made.journal;
    this.breakage = made.breakage;
  }

  /** Opens the share link, as a newcomer does. */
  static async invite(
    name: string,
    installation: Installation,
    { journal, breakage }: { journal: Journal; breakage: Breakage },
  ): Promise<Viewer> {
    const { context, shareToken } = installation;
    const { viewer, setCookie } = await identifyViewer(context, null);
    await openShareLink(context, { token: shareToken, viewerId: viewer.id });
    const cookie = setCookie?.split(";")[0] ?? "";
    const line = await TcpProxy.open(() => installation.gatewaysInTurn());
    return new Viewer({ name, id: viewer.id, cookie, line, installation, journal, breakage });
  }

  /** The server's first paint, then the live page on top of it. While the database is away there is no paint. */
  async arrive(): Promise<void> {
    if (this.tab || this.opening) return;
    this.opening = true;
    const { context, slug } = this.installation;
    for (; this.opening; await pause(RETRY_MS)) {
      const input = { slug, viewerId: this.id, segments: [] };
      const start = await readStart(context, input).catch(() => null);
      if (!start) continue;
      this.opening = false;
      if (start.joined.pin !== this.chosen) {
        this.complain(`came back to the pin ${start.joined.pin}, and had chosen ${this.chosen}`);
      }
      this.tab = new Tab(start, {
        line: { port: this.line.port, cookie: this.cookie },
        watcher: this.watcher,
        breakage: this.breakage,
      });
      this.journal.note(`${this.name} arrives at ${this.tab.store.get().navigator.current}`);
      this.tab.open();
    }
  }

  /** Connected, and what is shown is loaded: all that comes now comes live. */
  get isSettled(): boolean {
    return this.tab?.isLive === true && this.tab.isLoaded;
  }

  /** Whoever has just chosen a pin waits until it is stored: a tab that is closed before may take the choice with it. */
  leave(): boolean {
    if (!this.tab || this.unconfirmed) return false;
    this.journal.note(`${this.name} leaves`);
    this.tab.close();
    this.tab = null;
    return true;
  }

  act(act: Act): void {
    if (act.act === "arrive") return void this.arrive();
    if (act.act === "leave") return void this.leave();
    const { tab } = this;
    if (!tab) return;
    this.journal.note(`${this.name}: ${act.act}${act.act === "open" ? ` ${act.path}` : ""}`);
    if (act.act === "open") tab.do({ type: "opened", path: act.path as FilePath });
    else if (act.act === "scroll") tab.do({ type: "activity", at: Date.now() });
    else tab.do({ type: act.act });
  }

  async close(): Promise<void> {
    this.opening = false;
    this.tab?.close();
    await this.line.close();
  }

  private readonly watcher: TabWatcher = {
    moved: ({ from, to, pin, cause }) => {
      this.counts.moves += 1;
      if (!ownHand.has(cause)) this.counts.followed += 1;
      this.journal.note(`${this.name} moves ${from} -> ${to} by ${cause}${pin === null ? "" : `, pinned to ${pin}`}`);
      // Who looks at nothing yet lands on the pin (L7).
      if (pin !== null && from !== null && !ownHand.has(cause)) {
        this.complain(`was moved from ${from} to ${to} by ${cause} while pinned to ${pin}`);
      }
    },
    disturbed: ({ event, message }) => {
      this.complain(`saw another document's ${event} change what is shown: ${JSON.stringify(message).slice(0, 200)}`);
    },
    swallowed: ({ event, message }) => {
      this.journal.note(`${this.name} SWALLOWS ${event} ${JSON.stringify(message).slice(0, 500)}`);
    },
    pinned: (path, stored) => {
      this.journal.note(`${this.name} pin ${path}: ${stored}`);
      if (stored === "asked") {
        this.unconfirmed = { before: this.chosen };
        this.chosen = path;
      } else if (path === this.chosen && this.unconfirmed) {
        // The page takes back what the server refuses, and says so.
        if (stored === "refused") this.chosen = this.unconfirmed.before;
        if (stored === "refused") this.counts.refusedPins += 1;
        this.unconfirmed = null;
      }
    },
    connected: (isFirst) => {
      this.counts.connections += 1;
      if (!isFirst) this.counts.reconnects += 1;
      this.journal.note(`${this.name} is ${isFirst ? "" : "re"}connected`);
    },
    loaded: () => {
      this.counts.loads += 1;
    },
    lostAccess: (message) => this.complain(`lost access: ${message}`),
  };

  private complain(what: string): void {
    this.journal.note(`COMPLAINT ${this.name} ${what}`);
    this.complaints.push(`${this.name} ${what}`);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
