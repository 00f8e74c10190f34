// Email Preparation: the campaign's texts, filled in for each researched lead, with links that are signed by Genesis.
import type { WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";
import { code, every, loop, post, settings, workflow } from "./nodes.ts";
import { S, source } from "./source.ts";

export const PREPARATION_CADENCE = 10;
const LEADS_A_RUN = 25;

const values = {
  workspace_id: "YOUR_WORKSPACE_ID",
  campaign_id: "YOUR_CAMPAIGN_ID",
  campaign_name: "YOUR_CAMPAIGN_NAME",
  leads_url: "YOUR_LEADS_URL",
  track_url: "YOUR_TRACK_URL",
  sender_name: "YOUR_SENDER_NAME",
  company_name: "YOUR_COMPANY_NAME",
  company_website: "YOUR_COMPANY_WEBSITE",
  company_description: "YOUR_COMPANY_DESCRIPTION",
  calendly_link_1: "YOUR_CALENDLY_LINK_1",
  calendly_link_2: "YOUR_CALENDLY_LINK_2",
  claimed_by: "=email_preparation/YOUR_CAMPAIGN_ID/{{ $execution.id }}",
};

const EACH = `${S}
const { leads, texts } = $input.first().json;
if (leads.length > 0 && !(texts?.length > 0))
  throw new Error('Campaign ' + s.campaign_name + ' has no texts: write them, then its leads are prepared');
return leads.map((json) => ({ json }));`;

const WRITE = `${S}
const lead = $('Loop').first().json;
const mails = writeMails(lead, $('Claim researched leads').first().json.texts, s);
return [{ json: { mails, links: {
  workspace_id: s.workspace_id, action: 'links', campaign_id: s.campaign_id, lead_id: lead.id, links: linksOf(mails),
} } }];`;

const TRACK = `${S}
const lead = $('Loop').first().json;
const mails = trackLinks($('Write mails').first().json.mails, $input.first().json.links, s.track_url);
return [{ json: { result: {
  workspace_id: s.workspace_id, action: 'result', lead_id: lead.id, claimed_by: s.claimed_by, kind: 'mails', mails,
} } }];`;

export function preparation(): WorkflowBody {
  const leads = "$('Settings').first().json.leads_url";
  const claim = `{ workspace_id: $json.workspace_id, action: 'claim', campaign_id: $json.campaign_id, purpose: 'prepare', limit: ${LEADS_A_RUN}, claimed_by: $json.claimed_by }`;
  const nodes = [
    every(PREPARATION_CADENCE),
    settings(values),
    post("Claim researched leads", "$json.leads_url", claim),
    code("Each lead", [], EACH),
    loop(),
    code("Write mails", [source("prepare")], WRITE),
    post("Sign links", leads, "$json.links"),
    code("Track links", [source("prepare")], TRACK),
    post("Store mails", leads, "$json.result"),
  ];
  return workflow(nodes, [
    ["Schedule", "Settings"],
    ["Settings", "Claim researched leads"],
    ["Claim researched leads", "Each lead"],
    ["Each lead", "Loop"],
    ["Loop", [], "Write mails"],
    ["Write mails", "Sign links"],
    ["Sign links", "Track links"],
    ["Track links", "Store mails"],
    ["Store mails", "Loop"],
  ]);
}
