import { useBlocker } from "@tanstack/react-router";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
  /** Something was entered that is not saved. */
  dirty: boolean;
  /** It is being saved: what leads away now, such as a consent page, was asked for. */
  busy?: boolean;
}

/**
 * Asks before what was entered is lost: within the page by a dialog, at a reload or a closed tab by the browser's own.
 * What leads on after a save, or says itself that nothing is saved, navigates with `ignoreBlocker`. Nothing is stored:
 * the input is in the form alone.
 */
export function LeaveGuard({ dirty, busy = false }: Props) {
  const asked = useBlocker({
    // Filters and anchors of the same page lose nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    enableBeforeUnload: !busy,
    disabled: !dirty,
    withResolver: true,
  });
  if (asked.status !== "blocked") return null;
  return (
    <Dialog
      open
      onClose={asked.reset}
      title="Leave without saving?"
      footer={
        <>
          <Button onClick={asked.proceed}>Leave without saving</Button>
          <Button variant="primary" onClick={asked.reset} data-first>
            Stay here
          </Button>
        </>
      }
    >
      <p className="text-muted">What you entered on this page is not saved. It is lost when you leave.</p>
    </Dialog>
  );
}
