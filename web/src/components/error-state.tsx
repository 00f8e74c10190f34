import { RotateCw, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { ApiError } from "@/lib/api/error.ts";
import { explain } from "@/lib/api/explain.ts";
import { Button } from "./button.tsx";
import { CopyableId } from "./copyable.tsx";
import { SignInAgain } from "./sign-in-again.tsx";

interface Props {
  error: unknown;
  onRetry?: () => void;
  /** Further ways out, such as a link. */
  children?: ReactNode;
}

/** Where a page or a list should be: what happened, what it means, what to do. */
export function ErrorState({ error, onRetry, children }: Props) {
  const { happened, means, todo, request_id } = explain(error, "reading");
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-4 py-12 text-center">
      <span className="mb-2 flex size-10 items-center justify-center rounded-full bg-bad-soft text-bad">
        <TriangleAlert aria-hidden size={18} />
      </span>
      <p className="font-semibold text-lg">{happened}</p>
      <p className="max-w-prose text-muted">
        {means} {todo}
      </p>
      {request_id && <RequestId id={request_id} />}
      <div className="mt-4 flex flex-wrap justify-center gap-2 empty:hidden">
        {onRetry && (
          <Button icon={RotateCw} onClick={onRetry}>
            Try again
          </Button>
        )}
        {children}
      </div>
      {isEnded(error) && <SignInAgain />}
    </div>
  );
}

const isEnded = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

interface NoteProps {
  error: unknown;
  /** It is of something that the page shows by the way: the page is not moved to it. */
  aside?: boolean;
}

/** The same within a form or a dialog, above its buttons; brought into view, as it answers what was just done. */
export function ErrorNote({ error, aside = false }: NoteProps) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error != null && !aside) note.current?.scrollIntoView({ block: "nearest" });
  }, [error, aside]);
  // What is shown by the way was only to be read.
  const { happened, means, todo, request_id } = explain(error, aside ? "reading" : "changing");
  return (
    <div
      ref={note}
      role="alert"
      className="flex scroll-my-4 gap-2.5 rounded-md bg-bad-soft px-3 py-2.5 text-sm"
    >
      <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium text-bad">{happened}</p>
        <p>
          {means} {todo}
        </p>
        {isEnded(error) && <SignInAgain />}
        {request_id && <RequestId id={request_id} />}
      </div>
    </div>
  );
}

const RequestId = ({ id }: { id: string }) => (
  <p className="mt-1 text-muted text-sm">
    Request <CopyableId id={id} what="request id" />
  </p>
);
