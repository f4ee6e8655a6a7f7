"use client";
import { Popover } from "radix-ui";
import { type ReactElement, type ReactNode, useState } from "react";
import { useHold } from "../live/use-page.ts";

type MenuProps = {
  trigger: ReactElement;
  label: string;
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: "start" | "end";
  side?: "bottom" | "top";
  width: string;
  padding?: string;
};

/** A panel that opens from a button. While it is open, nobody is moved. */
export function Menu({ trigger, label, children, align = "end", side = "bottom", width, padding }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  useHold(isOpen);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu-panel menu-floating"
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={12}
          style={{ width, padding }}
        >
          {typeof children === "function" ? children(() => setOpen(false)) : children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
