import { expect, it } from "vitest";
import { pickStatus } from "./state.ts";

it("shows a run and its steps without the address of any server", () => {
  const shown = pickStatus({
    state: { status: "active", run_id: "r", droplet_ip: "192.0.2.7", webhook_url: "https://n8n.test" },
    operations: [
      {
        operation: "droplet_provisioning",
        attempt: 1,
        status: "completed",
        error: null,
        result: {
          droplet_id: "local",
          droplet_ip: "192.0.2.7",
          sidecar_url: "http://s.test",
          webhook_url: "http://w.test",
        },
        started_at: "2026-11-23T08:00:00Z",
        finished_at: null,
      },
    ],
  });
  expect(shown.state).toMatchObject({ status: "active", run_id: "r" });
  expect(shown.operations[0]?.result).toEqual({ droplet_id: "local" });
  expect(JSON.stringify(shown)).not.toMatch(/192\.0\.2\.7|\.test/);
});
