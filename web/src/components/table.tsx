import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { ErrorState } from "./error-state.tsx";
import { Skeleton } from "./skeleton.tsx";

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right, in tabular figures. */
  numeric?: boolean;
  sortable?: boolean;
  /** Left out below 640 px. */
  wideOnly?: boolean;
  /** The header is for screen readers alone: the column of buttons. */
  quiet?: boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface Props<T> {
  /** What the table is, for those who do not see it. */
  caption: string;
  columns: readonly Column<T>[];
  /** Undefined while it loads. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  error?: unknown;
  onRetry?: () => void;
  /** An EmptyState that says what to do next. */
  empty: ReactNode;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** How many rows the loading shape has. */
  expected?: number;
}

export function Table<T>(props: Props<T>) {
  const { caption, columns, rows, rowKey, error, onRetry, empty, sort, onSort, expected = 4 } = props;
  if (error != null && rows === undefined) return <ErrorState error={error} onRetry={onRetry} />;
  if (rows?.length === 0) return empty;
  return (
    // It takes the focus so that the keyboard can scroll it where it is wider than the screen. Relative: what is for
    // screen readers alone is placed within it, and does not widen the page.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling is what it is for
    <section aria-label={caption} tabIndex={0} className="scrolls relative overflow-x-auto">
      <table className="w-full border-collapse text-left text-sm" aria-busy={rows === undefined}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-muted text-xs">
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => (
                <tr key={rowKey(row)} className="border-line border-b last:border-0 hover:bg-hover">
                  {columns.map((column) => (
                    <td key={column.key} className={cell(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))
            : Array.from({ length: expected }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: shapes without identity
                <tr key={index} className="border-line border-b last:border-0">
                  {columns.map((column) => (
                    <td key={column.key} className={cell(column)}>
                      <Skeleton className={cx("h-4", column.numeric ? "ml-auto w-12" : "w-24")} />
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  );
}

const cell = ({ numeric, wideOnly }: Pick<Column<never>, "numeric" | "wideOnly">): string =>
  cx(
    "h-10 px-3 py-1.5 first:pl-4 last:pr-4",
    numeric && "text-right tabular-nums",
    wideOnly && "hidden sm:table-cell",
  );

interface HeadingProps<T> extends Pick<Props<T>, "sort" | "onSort"> {
  column: Column<T>;
}

function Heading<T>({ column, sort, onSort }: HeadingProps<T>) {
  const { key, header, numeric, wideOnly, quiet, sortable } = column;
  const sorted = sort?.key === key;
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}
      className={cx(
        "h-8 whitespace-nowrap px-3 font-medium first:pl-4 last:pr-4",
        numeric && "text-right",
        wideOnly && "hidden sm:table-cell",
      )}
    >
      {sortable && onSort ? (
        <button
          type="button"
          // Numbers begin with the largest, words with A.
          onClick={() => onSort({ key, descending: sorted ? !sort.descending : numeric === true })}
          className={cx(
            "inline-flex items-center gap-1 rounded-sm hover:text-ink",
            // A heading ends where its numbers do.
            numeric && "flex-row-reverse",
            sorted && "text-ink",
          )}
        >
          {header}
          <Arrow aria-hidden size={12} className={cx(!sorted && "invisible")} />
        </button>
      ) : quiet ? (
        <span className="sr-only">{header}</span>
      ) : (
        header
      )}
    </th>
  );
}
