// Notices when the viewer is in the middle of something: typing, with text selected, scrolling or pressing keys. The page
// itself scrolls too, when results change its height; so a scroll counts only together with a hand that causes it.
import type { NavigatorEvent } from "#lib/core/navigator.ts";
import { isTyping } from "./keys.ts";

/** Tells `act` of it. Returns a function that stops. */
export function watchActivity(act: (event: NavigatorEvent) => void): () => void {
  const active = () => act({ type: "activity", at: Date.now() });
  const typing = (busy: boolean) => act({ type: "busy", hold: "typing", busy });
  let pressed = false;
  const listeners: [string, (event: Event) => void][] = [
    ["wheel", active],
    ["touchmove", active],
    ["keydown", (event) => isModifier(event) || active()],
    ["pointerdown", () => (pressed = true)],
    ["pointerup", () => (pressed = false)],
    ["scroll", () => pressed && active()],
    ["focusin", (event) => isTyping(event.target) && typing(true)],
    ["focusout", () => typing(false)],
    ["selectionchange", () => act({ type: "busy", hold: "selection", busy: hasSelection() })],
  ];
  const options = { passive: true, capture: true };
  for (const [type, listener] of listeners) document.addEventListener(type, listener, options);
  return () => {
    for (const [type, listener] of listeners) document.removeEventListener(type, listener, options);
  };
}

function isModifier(event: Event): boolean {
  return event instanceof KeyboardEvent && ["Shift", "Control", "Alt", "Meta"].includes(event.key);
}

function hasSelection(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}
