import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { linkSigner, PERSON, TARGET } from "../support/links.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const sign = linkSigner(world.stack);
const lead = randomUUID();
let workspace: Workspace;
const link = (kind: "c" | "o"): Promise<string> => sign(kind, workspace.id, lead);
const get = (kind: string, signed: string, headers: Record<string, string> = PERSON, method = "GET") =>
  world.caller().send(`/track/${kind}/${signed}`, { headers, method });

beforeAll(async () => {
  workspace = await world.workspace();
});

describe("track", () => {
  it("a forged, cut or swapped signature: 401, no redirect, nothing recorded", async () => {
    const signed = await link("c");
    const [payload, kid, signature] = signed.split(".") as [string, string, string];
    const evil = Buffer.from(
      JSON.stringify({ workspace_id: workspace.id, lead_id: lead, url: "https://evil.test/" }),
    );
    const flipped = (signature[0] === "A" ? "B" : "A") + signature.slice(1);
    const forged = [
      `${evil.toString("base64url")}.${kid}.${signature}`,
      `${payload}.${kid}.${flipped}`,
      `${payload}.${kid}.`,
      `${payload}..${signature}`,
      `${payload}.${Buffer.from("other-key").toString("base64url")}.${signature}`,
      await link("o"), // signed by us, for another kind
    ];
    for (const each of forged) {
      const answer = await get("c", each);
      expect([401, 404], each).toContain(answer.status);
      expect(answer.headers.location).toBeUndefined();
    }
    expect((await get("c", `${signed}?url=https://evil.test/`)).headers.location).toBe(TARGET);
    // That last one was a true link: it is recorded, and before it nothing was.
    await expect.poll(() => world.count("public.email_events", workspace), { timeout: 3000 }).toBe(1);
  });
});
