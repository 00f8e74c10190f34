import type { DnsFinding, DnsRecord } from "@contracts/onboarding.ts";
import { CopyBox } from "@/components/copyable.tsx";
import { Badge, Status, type Tone } from "@/components/status.tsx";

const NAMES: Record<DnsRecord["id"], string> = {
  spf: "SPF",
  dkim: "DKIM",
  dmarc: "DMARC",
  tracking: "Tracking",
  mx: "MX",
};

const STATES: Record<DnsFinding["status"], [Tone, string]> = {
  ok: ["good", "found"],
  missing: ["bad", "missing"],
  wrong: ["bad", "wrong"],
  warning: ["warn", "could be better"],
  unreachable: ["warn", "not answered"],
};

const isFinding = (record: DnsRecord | DnsFinding): record is DnsFinding => "status" in record;

/** Records to enter, one below the other; with what the DNS says of each, once it was asked. */
export const DnsRecords = ({ records }: { records: readonly (DnsRecord | DnsFinding)[] }) => (
  <ul aria-label="DNS records" className="divide-y divide-line rounded-md border border-line">
    {records.map((record) => (
      <RecordItem key={record.id} record={record} />
    ))}
  </ul>
);

function RecordItem({ record }: { record: DnsRecord | DnsFinding }) {
  const { id, type, host, value, required, why, note } = record;
  const state = isFinding(record) ? STATES[record.status] : null;
  const settled = isFinding(record) && record.status === "ok";
  return (
    <li data-record={id} className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{NAMES[id]}</span>
        <Badge>{type}</Badge>
        {!required && <Badge>optional</Badge>}
        {state && <Status tone={state[0]}>{state[1]}</Status>}
      </div>
      <p className="text-muted text-sm">{why}</p>
      {isFinding(record) && record.message !== "" && <p className="text-sm">{record.message}</p>}
      {!settled && (
        <dl className="grid gap-x-3 gap-y-2 text-sm sm:grid-cols-[3rem_minmax(0,1fr)]">
          <dt className="text-muted sm:pt-2.5">Host</dt>
          <dd className="min-w-0">
            {host.includes("<") ? (
              <p className="break-all rounded-md border border-line bg-sunken px-3 py-2 text-muted">
                <code className="font-mono">{host}</code>
                <span className="block break-normal">Your mail service names the selector.</span>
              </p>
            ) : (
              <CopyBox text={host} what={`the host of ${NAMES[id]}`} />
            )}
          </dd>
          <dt className="text-muted sm:pt-2.5">Value</dt>
          <dd className="min-w-0">
            {value === null ? (
              <p className="rounded-md border border-line bg-sunken px-3 py-2 text-muted">
                {note ?? "Your mail service shows it to you."}
              </p>
            ) : (
              <CopyBox text={value} what={`the value of ${NAMES[id]}`} />
            )}
          </dd>
        </dl>
      )}
      {isFinding(record) && record.found.length > 0 && (
        <details className="text-sm">
          <summary className="text-muted">What the DNS answers now</summary>
          <ul className="mt-1 flex flex-col gap-1">
            {record.found.map((line) => (
              <li key={line}>
                <code className="break-all font-mono text-xs">{line}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
