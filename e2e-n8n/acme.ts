// What acme is in these scenes: what its wizard and its campaign would have said.
import type postgres from "postgres";

export const LEADS = 20;
/** The seed's mailbox of acme. */
export const SENDER = "alice@acme.test";
export const COMPANY = 'Ann\'s "Acme" {{ $json.x }} $& </script>';
export const ADDRESS = "Main Street 1\n12345 Springfield";

/** Subjects and bodies with a merge field, a named link and a bare one; two follow-ups that answer the first. */
const TEXTS = [
  {
    step: 1,
    subject: "Hello {{first_name|there}}",
    body: "Hi {{first_name}},\n\n{{report}}\n\n[Book a call]({{calendly_link_1}}) or see https://acme.test/a?b=1&c=2.\n\n{{sender_name}}",
  },
  { step: 2, subject: "", body: "Did this reach you, {{first_name}}?" },
  { step: 3, subject: "", body: "My last word, {{first_name}}." },
];
/** Days from a mail to the next: the scenes say themselves when one is due. */
const SCHEDULE = { gaps: [30, 30] };

/** What acme's wizard and its campaign would say. */
export async function furnish(sql: postgres.Sql, id: string, campaign: string): Promise<void> {
  await sql`update genesis.brand_profile set company_name = ${COMPANY}, sender_name = 'Ann Äöü',
    description = 'We sell anvils.', postal_address = ${ADDRESS},
    calendly_links = '["https://calendly.test/ann"]' where workspace_id = ${id}`;
  await sql`update genesis.email_provider_config set window_start = '00:00', window_end = '23:59'
    where workspace_id = ${id}`;
  await sql`update public.campaigns set texts = ${sql.json(TEXTS)}, schedule = ${sql.json(SCHEDULE)}
    where workspace_id = ${id} and id = ${campaign}`;
}
