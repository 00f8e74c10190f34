import { CircleCheck, CircleX, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";

interface Note {
  id: number;
  /** What was done: "Key revoked". Errors belong where they happened, not here. */
  title: string;
  about?: string;
  tone: "good" | "bad";
}

let notes: readonly Note[] = [];
let last = 0;
const watchers = new Set<() => void>();

function set(next: readonly Note[]): void {
  notes = next;
  for (const changed of watchers) changed();
}

/** Says shortly what was done. */
export function toast(title: string, options: { about?: string; tone?: Note["tone"] } = {}): void {
  set([...notes.slice(-2), { id: ++last, title, about: options.about, tone: options.tone ?? "good" }]);
}

const subscribe = (changed: () => void) => {
  watchers.add(changed);
  return () => void watchers.delete(changed);
};

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => notes);
  return (
    <Radix.Provider duration={5_000} swipeDirection="right" label="Message">
      {shown.map(({ id, title, about, tone }) => {
        const Icon = tone === "good" ? CircleCheck : CircleX;
        return (
          <Radix.Root
            key={id}
            onOpenChange={(open) => !open && set(notes.filter((note) => note.id !== id))}
            className="flex items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3.5 shadow-high"
          >
            <Icon
              aria-hidden
              size={17}
              className={cx("mt-0.75 shrink-0", tone === "good" ? "text-good" : "text-bad")}
            />
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-medium">{title}</Radix.Title>
              {about && <Radix.Description className="text-muted text-sm">{about}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Dismiss" className="-my-1" />
            </Radix.Close>
          </Radix.Root>
        );
      })}
      <Radix.Viewport className="fixed right-0 bottom-0 z-50 flex w-90 max-w-full flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  );
}
