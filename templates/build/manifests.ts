// What each template is: its manifest but for the placeholders, which are those that its files use.
import type {
  Manifest,
  TemplateVariant,
  WorkflowBody,
} from "../../supabase/functions/_shared/templates/types.ts";
import { EMAIL_CADENCE, email } from "./email.ts";
import { GMAIL_PATH, OPT_OUT_PATH, optOut } from "./opt-out.ts";
import { PREPARATION_CADENCE, preparation } from "./preparation.ts";
import { GMAIL_INBOX, IMAP_INBOX, replies } from "./replies.ts";
import { RESEARCH_CADENCE, research } from "./research.ts";

export interface Draft {
  manifest: Omit<Manifest, "placeholders">;
  bodies: Record<string, WorkflowBody>;
}

const VERSION = "1.0.0";
const FILE = "workflow.json";
const both = (over: Partial<TemplateVariant> = {}): TemplateVariant[] => [
  { file: FILE, providers: ["gmail"], requires: ["google_oauth2"], drop: [], ...over },
  { file: FILE, providers: ["smtp"], requires: ["smtp"], drop: [], ...over },
];

const emailDraft = (step: number): Draft => ({
  manifest: {
    slug: `email_${step}`,
    display_name: `Email ${step}`,
    category: "email",
    version: VERSION,
    uses_llm: false,
    cadence_minutes: EMAIL_CADENCE,
    variants: [
      { file: "workflow.gmail.json", providers: ["gmail"], requires: ["google_oauth2"], drop: [] },
      { file: "workflow.smtp.json", providers: ["smtp"], requires: ["smtp"], drop: [] },
    ],
    probe: { kind: "schedule" },
  },
  bodies: { "workflow.gmail.json": email(step, "gmail"), "workflow.smtp.json": email(step, "smtp") },
});

const [gmail, smtp] = both() as [TemplateVariant, TemplateVariant];

export const drafts = (): Draft[] => [
  emailDraft(1),
  emailDraft(2),
  emailDraft(3),
  {
    manifest: {
      slug: "research_report",
      display_name: "Research Report",
      category: "research",
      version: VERSION,
      uses_llm: true,
      cadence_minutes: RESEARCH_CADENCE,
      variants: [{ file: FILE, providers: ["gmail", "smtp"], requires: ["openai_api"], drop: [] }],
      probe: { kind: "schedule" },
    },
    bodies: { [FILE]: research() },
  },
  {
    manifest: {
      slug: "email_preparation",
      display_name: "Email Preparation",
      category: "preparation",
      version: VERSION,
      uses_llm: false,
      cadence_minutes: PREPARATION_CADENCE,
      variants: [gmail, smtp],
      probe: { kind: "schedule" },
    },
    bodies: { [FILE]: preparation() },
  },
  {
    manifest: {
      slug: "reply_tracker",
      display_name: "Reply Tracker",
      category: "tracking",
      version: VERSION,
      uses_llm: false,
      cadence_minutes: null,
      variants: [
        { ...gmail, drop: [IMAP_INBOX] },
        { ...smtp, requires: ["imap"], drop: [GMAIL_INBOX] },
      ],
      probe: null,
    },
    bodies: { [FILE]: replies() },
  },
  {
    manifest: {
      slug: "opt_out",
      display_name: "Opt-Out Handler",
      category: "compliance",
      version: VERSION,
      uses_llm: false,
      cadence_minutes: null,
      variants: [gmail, { ...smtp, drop: GMAIL_PATH }],
      probe: { kind: "webhook", path: OPT_OUT_PATH },
    },
    bodies: { [FILE]: optOut() },
  },
];
