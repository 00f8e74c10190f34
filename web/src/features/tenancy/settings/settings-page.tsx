import { PageHeader } from "@/components/page-header.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { GeneralPanel } from "./general-panel.tsx";
import { ThemePanel } from "./theme-panel.tsx";
import { TimeZoneForm } from "./time-zone-form.tsx";
import { WebhookTokenPanel } from "./webhook-token-panel.tsx";

export default function SettingsPage() {
  const workspace = useWorkspace();
  const mayChange = workspace.may("owner");
  return (
    <>
      <PageHeader title="Settings">
        {mayChange
          ? `What ${workspace.name} is called, and when its days begin.`
          : "Owners change the name and the time zone."}
      </PageHeader>
      <div className="flex max-w-160 flex-col gap-6">
        {/* Keyed by the workspace, so that another one's form begins anew. */}
        <GeneralPanel key={`general-${workspace.id}`} disabled={!mayChange} />
        <TimeZoneForm key={`zone-${workspace.id}`} disabled={!mayChange} />
        <WebhookTokenPanel key={`token-${workspace.id}`} />
        <ThemePanel />
      </div>
    </>
  );
}
