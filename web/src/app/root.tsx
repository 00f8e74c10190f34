import { Outlet, useMatches, useRouterState } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useRef } from "react";
import { Toaster } from "@/components/toast.tsx";
import type { AuthState } from "@/lib/auth/types.ts";
import { useAuth } from "@/lib/services.tsx";

/** A page that takes longer to come has been left waiting for: the focus is not moved under somebody's hands. */
const PATIENCE_MS = 10_000;

function focusOn(target: HTMLElement): void {
  target.tabIndex = -1;
  target.classList.add("outline-none");
  target.focus({ preventScroll: true });
}

/**
 * Puts the focus on the heading; where it is still to come, on the content meanwhile, as long as nothing else takes it.
 * Returns the way to stop.
 */
function focusHeading(): () => void {
  const main = () => document.getElementById("main");
  const heading = () => main()?.querySelector<HTMLElement>("h1");
  const first = heading() ?? main();
  if (first) focusOn(first);
  const watch = new MutationObserver(() => {
    const { activeElement, body } = document;
    const [is, next] = [main(), heading()];
    // A frame that is drawn anew takes the focus with it.
    if (activeElement === body || activeElement === is) {
      if (next) focusOn(next);
      else if (is && activeElement === body) focusOn(is);
    } else if (activeElement !== next) stop();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  const timer = setTimeout(() => stop(), PATIENCE_MS);
  // Whoever does something has found his place.
  const acts = ["keydown", "pointerdown"] as const;
  for (const act of acts) document.addEventListener(act, stop, true);
  function stop(): void {
    for (const act of acts) document.removeEventListener(act, stop, true);
    clearTimeout(timer);
    watch.disconnect();
  }
  return stop;
}

/**
 * After a change of page, and after signing in, the focus goes to the heading, as a browser's own would go to the top.
 * Not at the first page, where the skip link is the first stop.
 */
function useFocusOnHeading(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const { status } = useAuth();
  const before = useRef<{ path?: string; status: AuthState["status"] } | undefined>(undefined);
  useEffect(() => {
    const last = before.current;
    before.current = { path, status };
    const entered = last?.status === "signed-out" && status === "signed-in";
    if (!last?.path || (last.path === path && !entered) || document.querySelector("dialog:modal")) return;
    return focusHeading();
  }, [path, status]);
}

export function Root() {
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });
  useFocusOnHeading();
  // Before the page's own effects: a page may say more closely what it shows.
  useLayoutEffect(() => {
    document.title = title ? `${title} · Genesis` : "Genesis";
  }, [title]);
  return (
    <>
      <a
        href="#main"
        className="-translate-y-20 fixed top-2 left-2 z-50 rounded-md bg-accent-solid px-3 py-2 font-medium text-on-solid focus:translate-y-0"
      >
        Skip to the content
      </a>
      <Outlet />
      <Toaster />
    </>
  );
}
