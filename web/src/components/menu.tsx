import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { useLayer } from "./layer.tsx";

const ITEM =
  "flex h-8 select-none items-center gap-2 rounded-sm px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 pointer-coarse:h-10";

interface Props {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}

/** A list of commands. Not modal: a modal one would inject a style element, which the Content-Security-Policy refuses. */
export const Menu = ({ trigger, children, align = "start", className }: Props) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    <Radix.Portal container={useLayer()}>
      <Radix.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={cx(
          "z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-high",
          className,
        )}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

interface ItemProps {
  onSelect?: () => void;
  disabled?: boolean;
  danger?: boolean;
  /** The one child, a link, is the item itself. */
  asChild?: boolean;
  children: ReactNode;
}

export const MenuItem = ({ onSelect, disabled, danger, asChild, children }: ItemProps) => (
  <Radix.Item
    asChild={asChild}
    disabled={disabled}
    onSelect={onSelect}
    className={cx(ITEM, danger && "text-bad")}
  >
    {children}
  </Radix.Item>
);

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2 pt-2 pb-1 text-faint text-xs">{children}</Radix.Label>
);

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, within a menu. */
export const MenuChoice = <T extends string>({ label, options, value, onChange }: ChoiceProps<T>) => (
  <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)} aria-label={label}>
    {options.map((option) => (
      <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
        <span className="flex w-4 justify-center">
          <Radix.ItemIndicator>•</Radix.ItemIndicator>
        </span>
        {option.label}
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
);
