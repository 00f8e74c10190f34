import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent-solid text-on-solid hover:bg-accent-solid-hover shadow-low",
  secondary: "bg-raised text-ink border border-line-strong hover:bg-hover shadow-low",
  ghost: "text-muted hover:bg-hover hover:text-ink",
  danger: "bg-bad-solid text-on-solid hover:bg-bad-solid-hover shadow-low",
};
const SIZES = { sm: "h-7 px-2.5 text-sm gap-1.5", md: "h-8 px-3 text-base gap-2" };

export interface ButtonLook {
  variant?: ButtonVariant;
  size?: keyof typeof SIZES;
  /** As wide as what holds it. */
  wide?: boolean;
}

/** The look of a button for what is none, such as a link. */
export const buttonClass = ({ variant = "secondary", size = "md", wide }: ButtonLook = {}): string =>
  cx(
    "inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium whitespace-nowrap",
    "transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50 pointer-coarse:min-h-10",
    VARIANTS[variant],
    SIZES[size],
    wide && "w-full",
  );

interface Props extends ComponentProps<"button">, ButtonLook {
  icon?: LucideIcon;
  /** Work is under way: the button turns, and takes no second click. */
  busy?: boolean;
}

export function Button({
  variant,
  size,
  wide,
  icon: Icon,
  busy,
  className,
  children,
  disabled,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(buttonClass({ variant, size, wide }), className)}
    >
      {busy ? (
        <LoaderCircle aria-hidden size={15} className="animate-spin" />
      ) : (
        Icon && <Icon aria-hidden size={15} strokeWidth={2} />
      )}
      {children}
    </button>
  );
}

interface IconProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** What it does, for those who do not see the icon. */
  label: string;
}

export function IconButton({ icon: Icon, label, className, ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors",
        "hover:bg-hover hover:text-ink disabled:opacity-50 pointer-coarse:size-10",
        className,
      )}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}
