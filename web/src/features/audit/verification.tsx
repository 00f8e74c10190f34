import { ShieldCheck } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { useSlugs } from "@/lib/desk.ts";
import { formatNumber, plural } from "@/lib/format/index.ts";
import { WorkspaceName } from "./entries.tsx";
import type { useVerify, Verdict } from "./verify.ts";

/** Sound chains are alike: the first of them are enough to see. Bad ones are all shown. */
const SOUND_SHOWN = 10;

const columns = (slugs: ReadonlyMap<string, string>): Column<Verdict>[] => [
  {
    key: "chain",
    header: "Chain",
    cell: ({ workspace_id }) => <WorkspaceName id={workspace_id} slug={slugs.get(workspace_id)} />,
  },
  {
    key: "verdict",
    header: "Verdict",
    cell: ({ ok, first_bad_seq, problem, detail }) =>
      ok ? (
        <Status tone="good">sound</Status>
      ) : (
        <div className="min-w-56 max-w-120 break-words py-1">
          <p>
            <Status tone="bad">{problem?.replaceAll("_", " ") ?? "bad"}</Status>{" "}
            {first_bad_seq !== null && (
              <span className="font-medium tabular-nums">at entry #{first_bad_seq}</span>
            )}
          </p>
          <p className="text-muted">{detail}</p>
        </div>
      ),
  },
  { key: "entries", header: "Entries", numeric: true, cell: ({ entries }) => formatNumber(entries) },
  {
    key: "signed",
    header: "Signed through",
    numeric: true,
    wideOnly: true,
    cell: ({ signed_through }) => (signed_through === null ? "–" : `#${signed_through}`),
  },
];

/** Whatever is not sound, and some of the sound ones. */
const shownOf = (verdicts: readonly Verdict[] = []): Verdict[] => [
  ...verdicts.filter(({ ok }) => !ok),
  ...verdicts.filter(({ ok }) => ok).slice(0, SOUND_SHOWN),
];

interface Props {
  verify: ReturnType<typeof useVerify>;
  /** "all chains", or the one that was asked for. */
  what: string;
}

/** What the verification found; nothing before one was asked for. */
export function Verification({ verify, what }: Props) {
  const shown = shownOf(verify.data);
  const slugs = useSlugs(shown.map(({ workspace_id }) => workspace_id));
  if (verify.isIdle) return null;
  if (verify.error) return <ErrorNote error={verify.error} />;
  const bad = verify.data?.filter(({ ok }) => !ok) ?? [];
  const sound = verify.data?.filter(({ ok }) => ok) ?? [];
  const hidden = sound.length - SOUND_SHOWN;
  const about = !verify.data
    ? "Every hash and every link is computed anew."
    : bad.length > 0
      ? `${plural(bad.length, "chain")} of ${formatNumber(verify.data.length)} not sound. docs/audit.md says what to do.`
      : `${plural(sound.length, "chain")}, all sound.`;
  return (
    <Panel flush title={`Verification of ${what}`} about={<span role="status">{about}</span>}>
      <Table
        caption="Verified chains"
        columns={columns(slugs)}
        rows={verify.data && shown}
        rowKey={({ workspace_id }) => workspace_id}
        expected={2}
        empty={
          <EmptyState icon={ShieldCheck} title="No chains" compact>
            Nothing was written yet.
          </EmptyState>
        }
      />
      {hidden > 0 && (
        <p className="border-line border-t px-4 py-2 text-muted text-sm">
          {hidden === 1 ? "1 more chain is sound." : `${formatNumber(hidden)} more chains are sound.`}
        </p>
      )}
    </Panel>
  );
}
