import { cx } from "./cx.ts";

/** The shape of what comes; its size says which. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cx("shimmer block rounded-sm", className)} />
);

/** A page's shape: a heading and a panel. Says "Loading" to those who do not see it. */
export const PageSkeleton = () => (
  <div role="status" className="flex flex-col gap-6">
    <span className="sr-only">Loading</span>
    <div className="flex flex-col gap-2">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-4 w-72 max-w-full" />
    </div>
    <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-5">
      {["w-2/3", "w-1/2", "w-3/5", "w-2/5"].map((width) => (
        <Skeleton key={width} className={cx("h-4", width)} />
      ))}
    </div>
  </div>
);
