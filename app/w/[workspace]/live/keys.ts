// The keys of the page: never while typing, never with a modifier but the command bar's own.
export type KeyActions = {
  pin(): void;
  jump(): void;
  back(): void;
  toggleTree(): void;
  toggleCode(): void;
  copyLink(): void;
  openCommands(prefix: string): void;
  openHelp(): void;
  toggleWall(): void;
  openActivity(): void;
  compareRuns(): void;
  escape(): void;
};

/** Returns a function that stops listening. */
export function listenForKeys(actions: KeyActions): () => void {
  const byKey: Record<string, () => void> = {
    p: actions.pin,
    j: actions.jump,
    b: actions.back,
    "[": actions.toggleTree,
    h: actions.toggleCode,
    l: actions.copyLink,
    w: actions.toggleWall,
    a: actions.openActivity,
    c: actions.compareRuns,
    "?": actions.openHelp,
    "#": () => actions.openCommands("#"),
    "@": () => actions.openCommands("@"),
    ">": () => actions.openCommands(">"),
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return actions.openCommands("");
    }
    if (event.key === "Escape") return actions.escape();
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
    const act = byKey[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null
  );
}
