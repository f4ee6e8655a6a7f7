// The viewer's pin holds at once; the server stores it in the order sent. What was chosen while nobody could be told is
// sent after the next join; what the server refuses is taken back, and said.
import { navigate } from "#lib/core/navigator.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { Line } from "./line.ts";
import type { PageStore } from "./page-store.ts";

type Choice = { path: FilePath | null; before: FilePath | null };

export class PinSender {
  private readonly store: PageStore;
  private readonly line: Line;
  private readonly fail: (text: string) => void;
  private unsent: Choice | null = null;

  constructor(store: PageStore, line: Line, fail: (text: string) => void) {
    this.store = store;
    this.line = line;
    this.fail = fail;
  }

  send(path: FilePath | null, before: FilePath | null): void {
    this.unsent = { path, before };
    this.sendUnsent();
  }

  sendUnsent(): void {
    const choice = this.unsent;
    if (!choice || !this.line.isJoined()) return;
    void this.line.request("set-pin", { path: choice.path }).then((answer) => {
      // Without an answer it is sent again after the next join; a newer choice has its own answer.
      if (this.unsent !== choice || (!answer.ok && answer.error.code === "unavailable")) return;
      this.unsent = null;
      if (!answer.ok) this.takeBack(choice.before, answer.error.message);
    });
  }

  private takeBack(pin: FilePath | null, cause: string): void {
    const asBefore = { ...this.store.get().navigator, chosen: false };
    this.store.change({ navigator: navigate(asBefore, { type: "pin-changed", path: pin }).state });
    this.fail(`The pin could not be stored, so it is as it was. ${cause}`);
  }
}
