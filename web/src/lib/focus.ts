import { useEffect, useRef } from "react";

/** Puts the focus on the page's heading, from where the keyboard goes on. */
function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.classList.add("outline-none");
  heading.focus({ preventScroll: true });
}

/**
 * For a page whose buttons go with what they were for: when `what` changes and nothing has the focus any more, its
 * heading gets it. Undefined while the page is still to come.
 */
export function useFocusOnChange(what: string | undefined): void {
  const before = useRef(what);
  useEffect(() => {
    const last = before.current;
    before.current = what;
    if (last === undefined || last === what) return;
    if (document.activeElement === document.body) focusHeading();
  }, [what]);
}
