/** Lets one waiter sleep until something rings or time is up; a ring before the waiting counts too. */
export class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring = (): void => {
    this.rung = true;
    this.wake?.();
  };

  async wait(ms: number): Promise<void> {
    if (!this.rung && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = null;
    this.rung = false;
  }
}
