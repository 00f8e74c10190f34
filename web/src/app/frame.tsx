// The frame around a page: the sidebar on a wide screen; on a narrow one a bar on top, whose button opens the same
// navigation as a drawer.
import { Link, useLocation } from "@tanstack/react-router";
import { Menu as MenuIcon, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "@/components/button.tsx";
import { cx } from "@/components/cx.ts";
import { useModal } from "@/components/dialog.tsx";
import { LayerProvider } from "@/components/layer.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { type NavGroup, sectionOf } from "./navigation.ts";

interface Props {
  /** Of the navigation's links: `/w/acme`. */
  base: string;
  groups: readonly NavGroup[];
  /** On top of the sidebar: where one is, and the way elsewhere. */
  switcher: ReactNode;
  /** The same as a word, for the bar of a narrow screen. */
  place: string;
  children: ReactNode;
}

export function Frame({ base, groups, switcher, place, children }: Props) {
  const pathname = useLocation({ select: (location) => location.pathname });
  const [open, setOpen] = useState(false);
  const { ref, dialog } = useModal(open);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of page closes the drawer
  useEffect(() => setOpen(false), [pathname]);
  const nav = <Navigation base={base} groups={groups} pathname={pathname} />;
  return (
    <div className="min-h-dvh md:pl-58">
      <aside className="fixed inset-y-0 left-0 hidden w-58 flex-col gap-3 border-line border-r bg-sunken p-3 md:flex">
        {switcher}
        {nav}
        <AccountMenu />
      </aside>
      <header className="sticky top-0 z-30 flex h-13 items-center gap-2 border-line border-b bg-canvas px-2 md:hidden">
        <IconButton
          icon={MenuIcon}
          label="Open the navigation"
          aria-expanded={open}
          onClick={() => setOpen(true)}
        />
        <span className="min-w-0 flex-1 truncate font-semibold">{place}</span>
        <AccountMenu compact />
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, as onClose */}
      <dialog
        ref={ref}
        aria-label="Navigation"
        onClose={() => setOpen(false)}
        onClick={(event) => event.target === event.currentTarget && setOpen(false)}
        className="modal drawer fixed inset-y-0 left-0 m-0 h-dvh max-h-none w-72 max-w-[85vw] border-line border-r bg-sunken text-ink shadow-high"
      >
        {open && (
          <LayerProvider value={dialog}>
            <div className="flex min-h-full flex-col gap-3 p-3">
              <div className="flex items-center gap-1">
                <div className="min-w-0 flex-1">{switcher}</div>
                <IconButton icon={X} label="Close the navigation" onClick={() => setOpen(false)} />
              </div>
              {nav}
            </div>
          </LayerProvider>
        )}
      </dialog>
      <main id="main" tabIndex={-1} className="mx-auto max-w-290 px-4 py-6 outline-none sm:px-6 lg:px-8">
        {children}
      </main>
    </div>
  );
}

interface NavigationProps extends Pick<Props, "base" | "groups"> {
  pathname: string;
}

function Navigation({ base, groups, pathname }: NavigationProps) {
  const here = sectionOf(pathname.slice(base.length + 1));
  return (
    <nav aria-label="Main" className="flex flex-1 flex-col gap-4 overflow-y-auto">
      {groups.map(({ heading, entries }) => (
        <div key={heading ?? ""}>
          {heading && <p className="mb-1 px-2 font-medium text-faint text-xs">{heading}</p>}
          <ul className="flex flex-col gap-0.5">
            {entries.map(({ path, label, icon: Icon }) => {
              const current = sectionOf(path) === here;
              return (
                <li key={path}>
                  <Link
                    to={`${base}/${path}`}
                    aria-current={current ? "page" : undefined}
                    className={cx(
                      "-outline-offset-2 flex h-8 items-center gap-2.5 rounded-md px-2 pointer-coarse:h-10",
                      current
                        ? "bg-selected font-medium text-ink"
                        : "text-muted hover:bg-hover hover:text-ink",
                    )}
                  >
                    <Icon aria-hidden size={16} className={cx("shrink-0", current && "text-accent")} />
                    <span className="truncate">{label}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
