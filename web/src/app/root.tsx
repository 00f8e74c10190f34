import { Outlet, useMatches, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Toaster } from "@/components/toast.tsx";

/**
 * After a change of page the focus goes to its heading, as a browser's own would go to the top; to the content where the
 * heading is still to come. Not at the first page, where the skip link is the first stop.
 */
function useFocusOnHeading(): void {
  const shown = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const first = before.current === undefined;
    const same = before.current === shown;
    before.current = shown;
    if (first || same || document.querySelector("dialog:modal")) return;
    const main = document.getElementById("main");
    const target = main?.querySelector<HTMLElement>("h1") ?? main;
    if (!target) return;
    target.tabIndex = -1;
    target.classList.add("outline-none");
    target.focus({ preventScroll: true });
  }, [shown]);
}

export function Root() {
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });
  useFocusOnHeading();
  useEffect(() => {
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
