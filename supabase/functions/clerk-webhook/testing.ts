// Clerk's envelope for tests, as Clerk's documentation shows it.
export const T = Date.UTC(2026, 10, 23, 8);
export const about = (data: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  object: "event",
  timestamp: T,
  instance_id: "ins_1",
  event_attributes: { http_request: { client_ip: "203.0.113.9", user_agent: "Mozilla/5.0" } },
  data,
  ...more,
});
