import { describe, expect, it } from "vitest";
import { sha256Hex } from "../_shared/auth/mod.ts";
import { parseEvent } from "./event-item.ts";

const lead = "a0000000-0000-4000-8000-000000000001";
const optOut = (over: Record<string, unknown>) =>
  parseEvent({ event_type: "opt_out", contact_email: "Ann@example.com", ...over });

describe("parseEvent: opt-outs are sacred", () => {
  it("derives a missing key: the same for the same opt-out, another for another", () => {
    const keyOf = (over: Record<string, unknown>) => {
      const parsed = optOut(over);
      return parsed.ok ? parsed.item.idempotency_key : "";
    };
    expect(keyOf({})).toMatch(/^opt_out:[0-9a-f]{64}$/);
    expect(keyOf({ contact_email: " ANN@example.com " })).toBe(keyOf({}));
    expect(keyOf({ contact_email: "bob@example.com" })).not.toBe(keyOf({}));
    expect(keyOf({ campaign: "Spring" })).not.toBe(keyOf({}));
    expect(keyOf({ idempotency_key: "own" })).toBe("own");
  });

  it("drops every bad optional field and names it", () => {
    const parsed = optOut({
      idempotency_key: "k".repeat(999),
      event_ts: "1999-01-01T00:00:00Z",
      email_number: 99,
      campaign_id: "x",
      metadata: "text",
      bounce: { diagnostic: "\0" },
      subject: "\ud800",
      is_test: "yes",
    });
    const bad = [
      "bounce.diagnostic",
      "campaign_id",
      "email_number",
      "event_ts",
      "idempotency_key",
      "is_test",
      "metadata",
      "subject",
    ];
    expect(parsed).toMatchObject({ ok: true, item: { contact_email: "ann@example.com" } });
    expect(parsed.ok && parsed.warnings?.map((w) => w.path).sort()).toEqual(bad);
    expect(parsed.ok && Object.keys(parsed.item).sort()).toEqual([
      "contact_email",
      "event_type",
      "idempotency_key",
    ]);
  });

  it.each([{ contact_email: "nobody" }, { contact_email: undefined }, { contact_email: 7, lead_id: "bad" }])(
    "fails for %j alone: it does not say who",
    (over) => {
      expect(optOut(over)).toMatchObject({ ok: false, fields: [{ path: "contact_email" }] });
    },
  );

  it("goes by the lead when the address is bad", () => {
    const parsed = optOut({ contact_email: "nobody", lead_id: lead });
    expect(parsed).toMatchObject({
      ok: true,
      item: { lead_id: lead },
      warnings: [{ path: "contact_email" }],
    });
  });
});

describe("parseEvent", () => {
  it("puts the run token's hash in the token's place", () => {
    const event = {
      event_type: "sent",
      idempotency_key: "k",
      lead_id: lead,
      run_token: "secret",
      is_bot: true,
    };
    const parsed = parseEvent(event);
    expect(parsed).toEqual({
      ok: true,
      item: { event_type: "sent", idempotency_key: "k", lead_id: lead, run_token_hash: sha256Hex("secret") },
    });
  });

  it.each([null, 7, "text", [1]])("says that %j is no object", (raw) => {
    expect(parseEvent(raw)).toMatchObject({ ok: false, fields: [{ path: "" }] });
  });
});
