// Research Report: money is reserved before the model is called, and told of right after.
import type { WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";
import { code, every, loop, type NodeDraft, post, settings, untilTold, when, workflow } from "./nodes.ts";
import { S, source } from "./source.ts";

export const RESEARCH_CADENCE = 10;
const LEADS_A_RUN = 10;

const values = {
  workspace_id: "YOUR_WORKSPACE_ID",
  campaign_id: "YOUR_CAMPAIGN_ID",
  campaign_group_id: "YOUR_CAMPAIGN_GROUP_ID",
  leads_url: "YOUR_LEADS_URL",
  reserve_url: "YOUR_RESERVE_URL",
  cost_events_url: "YOUR_COST_EVENTS_URL",
  company_name: "YOUR_COMPANY_NAME",
  company_description: "YOUR_COMPANY_DESCRIPTION",
  model: "gpt-4o-mini",
  run_token: "={{ $json.run_token ?? '' }}",
  claimed_by: "=research_report/YOUR_CAMPAIGN_ID/{{ $execution.id }}",
};

const model: NodeDraft = {
  name: "Ask the model",
  type: "@n8n/n8n-nodes-langchain.openAi",
  typeVersion: 2.3,
  parameters: {
    resource: "text",
    operation: "response",
    modelId: { __rl: true, mode: "id", value: "={{ $('Settings').first().json.model }}" },
    responses: { values: [{ role: "user", content: "={{ $('Prompt').first().json.prompt }}" }] },
    simplify: false, // the answer's id and its tokens are what the cost is made of
    options: { maxTokens: "={{ $('Prompt').first().json.max_tokens_out }}" },
  },
  credentials: { openAiApi: { id: "YOUR_CREDENTIAL_OPENAI_ID", name: "OpenAI" } },
  // Not tried again by itself: each try is paid for.
  onError: "continueErrorOutput",
};

const PROMPT = `${S}
const lead = $('Loop').first().json;
const prompt = promptFor(lead, s);
return [{ json: { prompt, max_tokens_out: MAX_TOKENS_OUT, reserve: {
  workspace_id: s.workspace_id, provider: 'openai', model: s.model,
  max_tokens_in: tokensIn(prompt), max_tokens_out: MAX_TOKENS_OUT,
  idempotency_key: ['research', lead.id, $execution.id].join(':'),
  run_token: s.run_token || undefined,
} } }];`;

const ANSWER = `${S}
const lead = $('Loop').first().json;
const answer = $input.first().json;
return [{ json: {
  cost: costOf(answer, s, lead, $('Reserve').first().json),
  report: { workspace_id: s.workspace_id, action: 'result', lead_id: lead.id, claimed_by: s.claimed_by, kind: 'report', report: reportOf(answer) },
} }];`;

const back = (retry: string) =>
  `{ workspace_id: $('Settings').first().json.workspace_id, action: 'result', lead_id: $('Loop').first().json.id, claimed_by: $('Settings').first().json.claimed_by, ${retry} }`;

export function research(): WorkflowBody {
  const leads = "$('Settings').first().json.leads_url";
  const claim = `{ workspace_id: $json.workspace_id, action: 'claim', campaign_id: $json.campaign_id, purpose: 'research', limit: ${LEADS_A_RUN}, lease_minutes: 30, claimed_by: $json.claimed_by }`;
  const nodes = [
    every(RESEARCH_CADENCE),
    settings(values),
    post("Claim new leads", "$json.leads_url", claim),
    code("Each lead", [], "return $input.first().json.leads.map((json) => ({ json }));"),
    loop(),
    code("Prompt", [source("research")], PROMPT),
    post("Reserve", "$('Settings').first().json.reserve_url", "$json.reserve", {
      onError: "continueErrorOutput",
    }),
    model,
    code("Answer", [source("research")], ANSWER),
    // Over the limit is an answer as well (402): the money is spent, and was told of.
    post("Tell cost", "$('Settings').first().json.cost_events_url", "$('Answer').first().json.cost", {
      tries: 5,
      onError: "continueErrorOutput",
      anyStatus: true,
    }),
    when("Told?", "$json.statusCode < 500 && $json.statusCode !== 429"),
    ...untilTold("Wait to tell", "Told too often?"),
    when("Has a report?", "$('Answer').first().json.report.report !== ''"),
    post("Store report", leads, "$('Answer').first().json.report", { tries: 5 }),
    post("Try later", leads, back("kind: 'failed', retry_minutes: 60"), { tries: 5 }),
    post("Give back", leads, back("kind: 'release'"), { tries: 5 }),
  ];
  return workflow(nodes, [
    ["Schedule", "Settings"],
    ["Settings", "Claim new leads"],
    ["Claim new leads", "Each lead"],
    ["Each lead", "Loop"],
    ["Loop", [], "Prompt"],
    ["Prompt", "Reserve"],
    ["Reserve", "Ask the model", "Give back"],
    ["Ask the model", "Answer", "Try later"],
    ["Answer", "Tell cost"],
    ["Tell cost", "Told?", "Wait to tell"],
    ["Told?", "Has a report?", "Wait to tell"],
    ["Wait to tell", "Told too often?"],
    ["Told too often?", "Has a report?", "Tell cost"],
    ["Has a report?", "Store report", "Try later"],
    ["Store report", "Loop"],
    ["Try later", "Loop"],
    ["Give back", "Loop"],
  ]);
}
