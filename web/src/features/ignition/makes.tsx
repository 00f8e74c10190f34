import type { LaunchMakes } from "@contracts/launch.ts";
import type { ReactNode } from "react";
import { Panel } from "@/components/panel.tsx";
import { Badge } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { credentialName } from "@/lib/credential-name.ts";
import { capitalised, formatUsd } from "@/lib/format/index.ts";
import { ownName, runsWhen } from "./details.ts";

type Workflow = LaunchMakes["workflows"][number];

/** It begins with the workspace's name, which may be long: on a phone the rest of it wraps into sight. */
const Name = ({ name }: Workflow) => (
  <span className="block min-w-32 whitespace-normal font-medium [overflow-wrap:anywhere]">{name}</span>
);

const COLUMNS: Column<Workflow>[] = [
  { key: "name", header: "Workflow", cell: Name },
  { key: "runs", header: "Runs", cell: runsWhen },
  {
    key: "file",
    header: "Template",
    wideOnly: true,
    cell: ({ slug, file }) => (
      <code className="font-mono text-muted text-xs">{file === null ? slug : `${slug}/${file}`}</code>
    ),
  },
];

const Row = ({ what, children }: { what: string; children: ReactNode }) => (
  <div className="grid grid-cols-1 gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[11rem_1fr]">
    <dt className="text-muted">{what}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);

/** The same list before a launch, as what will be made, and after it, as what stands. */
export function MakesPanel({ title, about, makes }: { title: string; about: string; makes: LaunchMakes }) {
  const { partition, droplet, credentials, campaign, workflows } = makes;
  return (
    <Panel title={title} about={about} flush>
      <dl className="divide-y divide-line border-line border-b">
        <Row what="Leads' partition">
          {partition ? <code className="font-mono text-sm">{partition}</code> : "its name is taken"}
        </Row>
        <Row what="Server">
          <Server droplet={droplet} />
        </Row>
        <Row what="Credentials in n8n">
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {credentials.map(({ type, name }) => (
              <li key={`${type} ${name}`}>
                {capitalised(credentialName(type) ?? type)}{" "}
                <span className="text-muted">
                  {type === "webhook" ? "made by Genesis" : ownName(type, name)}
                </span>
              </li>
            ))}
          </ul>
        </Row>
        <Row what="Campaign">
          {campaign ? (
            <>
              {campaign.name}{" "}
              <span className="text-muted">
                {campaign.group ? `in the group ${campaign.group}` : "in no group"}
              </span>
            </>
          ) : (
            <span className="text-muted">deleted since</span>
          )}
        </Row>
      </dl>
      <Table
        caption="Workflows"
        columns={COLUMNS}
        rows={workflows}
        rowKey={({ slug }) => slug}
        empty={<p className="px-4 py-3 text-muted">No workflow.</p>}
      />
    </Panel>
  );
}

function Server({ droplet }: { droplet: LaunchMakes["droplet"] }) {
  if (!droplet) return <span className="text-muted">not chosen yet</span>;
  if (droplet.mode === "local") {
    return (
      <>
        The local n8n <span className="text-muted">already there: it costs nothing more</span>
      </>
    );
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      A new droplet at DigitalOcean
      {droplet.region && <Badge>{droplet.region}</Badge>}
      {droplet.size && <Badge>{droplet.size}</Badge>}
      {droplet.monthly_usd !== null && (
        <span className="font-medium tabular-nums">{formatUsd(droplet.monthly_usd)} a month</span>
      )}
    </span>
  );
}
