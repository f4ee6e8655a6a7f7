"use client";
import { Popover } from "radix-ui";
import type { MenuProps } from "./menu.tsx";

type Props = MenuProps & { isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

export function MenuPanel({ isOpen, onOpenChange, ...menu }: Props) {
  const { trigger, label, children, align = "end", side = "bottom", width, padding } = menu;
  return (
    <Popover.Root open={isOpen} onOpenChange={onOpenChange}>
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
          {typeof children === "function" ? children(() => onOpenChange(false)) : children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
