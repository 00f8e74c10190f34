// What Genesis takes from a message of Clerk's.
import ipaddr from "ipaddr.js";
import { deleted, envelope, membership, person, session } from "./message.ts";

/** Kept, and taken over where they say who somebody is. All other types are answered and passed over. */
const TYPES = [
  "session.created",
  "session.ended",
  "session.removed",
  "session.revoked",
  "user.created",
  "user.updated",
  "user.deleted",
  "organizationMembership.created",
  "organizationMembership.updated",
  "organizationMembership.deleted",
] as const;
type EventType = (typeof TYPES)[number];

export const isKnownType = (type: unknown): type is EventType => TYPES.includes(type as EventType);

/** The argument of genesis.clerk_event. */
export interface ClerkEvent {
  type: EventType;
  user_id: string;
  /** When it happened, and of when the person's state is; ISO 8601. */
  at: string | null;
  as_of: string | null;
  email: string | null;
  name: string | null;
  ip_address: string | null;
  user_agent: string | null;
  metadata: Record<string, string>;
}

const USER_AGENT_CHARS = 500;
/**
 * An address in the form that everybody reads alike. `127.1` and `010.1.1.1` are addresses to some programs and others, or
 * none, to the rest; the zone of `fe80::1%eth0` means something on one machine alone.
 */
const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes("%"));
const iso = (ms: number | null | undefined): string | null =>
  typeof ms === "number" ? new Date(ms).toISOString() : null;
const withoutNulls = (values: Record<string, string | null | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));

/** Of a type that isKnownType. Throws ZodError. */
export function readEvent(type: EventType, message: Record<string, unknown>): ClerkEvent {
  const { timestamp, event_attributes } = envelope.parse(message);
  const { client_ip, user_agent } = event_attributes?.http_request ?? {};
  const event = (
    user_id: string,
    more: Partial<ClerkEvent> & { ip?: string | null | undefined },
  ): ClerkEvent => {
    const { ip = null, ...rest } = more;
    const network = client_ip || ip;
    return {
      type,
      user_id,
      at: iso(timestamp),
      as_of: null,
      email: null,
      name: null,
      metadata: {},
      ...rest,
      ip_address: network && isAddress(network) ? network : null,
      user_agent: (user_agent || rest.user_agent || null)?.slice(0, USER_AGENT_CHARS) ?? null,
    };
  };
  if (type.startsWith("session.")) {
    const s = session.parse(message.data);
    const seen = s.latest_activity;
    const browser = [seen?.browser_name, seen?.browser_version, seen?.device_type].filter(Boolean).join(" ");
    return event(s.user_id, {
      at: iso(timestamp ?? (type === "session.created" ? s.created_at : s.updated_at)),
      ip: seen?.ip_address,
      user_agent: browser,
      metadata: withoutNulls({ session_id: s.id, impersonated_by: s.actor?.sub }),
    });
  }
  if (type === "user.deleted") return event(deleted.parse(message.data).id, {});
  if (type.startsWith("user.")) {
    const p = person.parse(message.data);
    const primary = p.email_addresses.find((e) => e.id === p.primary_email_address_id);
    const full = [p.first_name, p.last_name].filter(Boolean).join(" ");
    return event(p.id, {
      at: iso(timestamp ?? p.updated_at),
      as_of: iso(p.updated_at),
      email: primary?.verification?.status === "verified" ? primary.email_address : null,
      name: (full || p.username || null)?.slice(0, 200) ?? null,
    });
  }
  const m = membership.parse(message.data);
  return event(m.public_user_data.user_id, {
    at: iso(timestamp ?? m.updated_at),
    metadata: withoutNulls({ membership_id: m.id, organization_id: m.organization.id, role: m.role }),
  });
}
