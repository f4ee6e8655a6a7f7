/** Says a thing about a path once, until it is no longer so. */
export class SayOnce {
  private readonly said = new Map<string, Set<string>>();

  say(path: string, what: string, tell: () => void): void {
    const told = this.said.get(path) ?? new Set();
    if (told.has(what)) return;
    this.said.set(path, told.add(what));
    tell();
  }

  forget(path: string): void {
    this.said.delete(path);
  }
}
