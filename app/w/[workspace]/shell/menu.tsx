"use client";
import { cloneElement, type ReactElement, type ReactNode, useState } from "react";
import { LazyTool, useLazyTool } from "../live/lazy-tool.ts";
import { useHold } from "../live/use-page.ts";

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
  const Panel = useLazyTool(panelTool);
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  useHold(isOpen);
  if (Panel && isWanted) return <Panel {...menu} isOpen={isOpen} onOpenChange={setOpen} />;
  const want = () => void panelTool.want();
  const open = () => {
    setWanted(true);
    setOpen(true);
    want();
  };
  const asTrigger = { "aria-haspopup": "dialog", "aria-expanded": isOpen, onClick: open };
  return cloneElement(menu.trigger, { ...asTrigger, onPointerEnter: want, onFocus: want });
}
