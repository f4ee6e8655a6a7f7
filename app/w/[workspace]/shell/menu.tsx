"use client";
import { cloneElement, type ReactElement, type ReactNode, useState } from "react";
import { LazyTool, NOT_LOADED, useLazyTool } from "../live/lazy-tool.ts";
import { useHold, usePage } from "../live/use-page.ts";

export type MenuProps = {
  trigger: ReactElement<Record<string, unknown>>;
  label: string;
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: "start" | "end";
  side?: "bottom" | "top";
  width: string;
  padding?: string;
};

/** What places panels is fetched when somebody comes near a button that opens one. */
const panelTool = new LazyTool(async () => (await import("./menu-panel.tsx")).MenuPanel);

/** A panel that opens from a button. While it is open, nobody is moved. */
export function Menu(menu: MenuProps) {
  const page = usePage();
  const Panel = useLazyTool(panelTool);
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  useHold(isOpen);
  if (Panel && isWanted) return <Panel {...menu} isOpen={isOpen} onOpenChange={setOpen} />;
  const want = () => void panelTool.want();
  const open = async () => {
    setWanted(true);
    setOpen(true);
    if (await panelTool.want()) return;
    setOpen(false);
    page.toasts.fail(NOT_LOADED);
  };
  const asTrigger = { "aria-haspopup": "dialog", "aria-expanded": isOpen, onClick: open };
  return cloneElement(menu.trigger, { ...asTrigger, onPointerEnter: want, onFocus: want });
}
