import { Link } from "@tanstack/react-router";
import { Button } from "@/components/button.tsx";
import { Meter } from "@/components/meter.tsx";
import { Money } from "@/components/numbers.tsx";
import { Badge, Status } from "@/components/status.tsx";
import type { Column } from "@/components/table.tsx";
import { formatUsd } from "@/lib/format/index.ts";
import type { Budget } from "./queries.ts";

export const budgetColumns = (change: (budget: Budget) => void): Column<Budget>[] => [
  {
    key: "slug",
    header: "Workspace",
    cell: ({ slug, name, plan }) => (
      <div className="min-w-0">
        <Link
          to="/admin/workspaces/$slug"
          params={{ slug }}
          className="whitespace-nowrap font-medium underline-offset-2 hover:underline"
        >
          {name}
        </Link>
        <p className="flex items-center gap-1.5 whitespace-nowrap text-muted text-xs">
          <span className="font-mono">{slug}</span>
          <Badge>{plan}</Badge>
        </p>
      </div>
    ),
  },
  {
    key: "meter",
    header: "This month",
    cell: ({ name, settled_usd, reserved_usd, limit_usd }) => (
      <Meter label={`Spend of ${name}`} spent={settled_usd} reserved={reserved_usd} limit={limit_usd} />
    ),
  },
  {
    key: "state",
    header: "State",
    cell: ({ breached_at, resumed_at }) =>
      breached_at === null ? (
        <Status tone="good">within</Status>
      ) : resumed_at === null ? (
        <Status tone="bad">paused</Status>
      ) : (
        <Status tone="warn">resumed</Status>
      ),
  },
  {
    key: "settled",
    header: "Settled",
    numeric: true,
    cell: ({ settled_usd }) => <Money usd={settled_usd} />,
  },
  {
    key: "reserved",
    header: "Reserved",
    numeric: true,
    wideOnly: true,
    cell: ({ reserved_usd }) => <Money usd={reserved_usd} />,
  },
  {
    key: "over",
    header: "Over",
    numeric: true,
    wideOnly: true,
    cell: ({ over_usd }) => <Money usd={over_usd} />,
  },
  {
    key: "limit",
    header: "Limit",
    numeric: true,
    cell: ({ limit_usd, own_limit_usd }) => (
      <span className="whitespace-nowrap">
        {limit_usd === null ? "none" : formatUsd(limit_usd)}{" "}
        <span className="text-muted text-xs">{own_limit_usd === null ? "of the plan" : "its own"}</span>
      </span>
    ),
  },
  {
    key: "change",
    header: "Change",
    quiet: true,
    numeric: true,
    cell: (budget) => (
      <Button size="sm" onClick={() => change(budget)} aria-label={`Change the budget of ${budget.name}`}>
        Change
      </Button>
    ),
  },
];
