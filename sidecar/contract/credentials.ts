import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headerCredential } from "../testing/workflows.ts";
import type { World } from "../testing/world.ts";

const listed = async (world: World, mapId: string) =>
  (await world.do("LIST_CREDENTIALS")).credentials.filter((c: { map_id: string }) => c.map_id === mapId);

export function credentialSuite(world: () => World): void {
  describe("credentials", () => {
    it("injects one, adopts it the second time, and deletes it", async () => {
      const payload = headerCredential("first value of it");
      const { n8n_id } = await world().do("INJECT_CREDENTIAL", payload);
      const again = await world().do(
        "INJECT_CREDENTIAL",
        headerCredential("second value", { map_id: payload.map_id }),
      );
      expect(again.n8n_id).toBe(n8n_id);
      expect(await listed(world(), payload.map_id)).toEqual([
        { n8n_id, map_id: payload.map_id, name: "Webhook token", type: "httpHeaderAuth" },
      ]);
      expect(await world().do("DELETE_CREDENTIAL", { n8n_id })).toEqual({ deleted: true });
      expect(await world().do("DELETE_CREDENTIAL", { n8n_id })).toEqual({ deleted: false });
      expect(await listed(world(), payload.map_id)).toEqual([]);
    });

    it("makes it anew when the type has changed, and keeps one", async () => {
      const map_id = randomUUID();
      const before = await world().do("INJECT_CREDENTIAL", headerCredential("some value", { map_id }));
      const data = { user: "u", password: "p", host: "127.0.0.1", port: 25, secure: false };
      const after = await world().do(
        "INJECT_CREDENTIAL",
        headerCredential("", { map_id, type: "smtp", data }),
      );
      expect(after.n8n_id).not.toBe(before.n8n_id);
      expect((await listed(world(), map_id)).map((c: { type: string }) => c.type)).toEqual(["smtp"]);
    });

    it("refuses unknown types, unknown fields and wrong types for good, without quoting a secret", async () => {
      const secret = "a-secret-that-nobody-may-read";
      for (const over of [
        { type: "noSuchType" },
        { data: { name: "x", value: secret, nonsense: secret } },
        { type: "smtp", data: { user: secret, port: secret } },
      ]) {
        const { status, body } = await world().send("INJECT_CREDENTIAL", headerCredential(secret, over));
        expect([status, body.success, body.error.code, body.error.retryable]).toEqual([
          200,
          false,
          "engine_refused",
          false,
        ]);
        expect(JSON.stringify(body)).not.toContain(secret);
      }
      expect(world().lines.join("\n")).not.toContain(secret);
    });

    it("takes secrets only sealed, and only for its own key", async () => {
      const clear = await world().send("INJECT_CREDENTIAL", headerCredential("value of it"), { seal: false });
      expect(clear.body.error.code).toBe("must_be_sealed");
      const foreign = { ...world().genesis.keys?.seal, x: Buffer.alloc(32, 9).toString("base64url") };
      const other = await world().send("INJECT_CREDENTIAL", headerCredential("value of it"), {
        sealFor: foreign,
      });
      expect(other.body.error.code).toBe("cannot_open");
    });

    it("rotates the webhook token, and nothing but a header credential", async () => {
      const { n8n_id } = await world().do("INJECT_CREDENTIAL", headerCredential("the first token"));
      expect(await world().do("ROTATE_WEBHOOK_TOKEN", { n8n_id, value: "b".repeat(43) })).toEqual({ n8n_id });
      const data = { apiKey: "sk-test", url: "http://127.0.0.1:9" };
      const other = await world().do("INJECT_CREDENTIAL", headerCredential("", { type: "openAiApi", data }));
      const refused = await world().send("ROTATE_WEBHOOK_TOKEN", {
        n8n_id: other.n8n_id,
        value: "c".repeat(43),
      });
      expect(refused.body.error.code).toBe("wrong_type");
    });

    it("tests one, and says when there is none", async () => {
      const { n8n_id } = await world().do("INJECT_CREDENTIAL", headerCredential("some value"));
      expect(await world().do("TEST_CREDENTIAL", { n8n_id })).toEqual({
        ok: false,
        message: "No testing function found for this credential.",
      });
      const none = await world().send("TEST_CREDENTIAL", { n8n_id: "AAAAAAAAAAAAAAAA" });
      expect(none.body.error).toMatchObject({ code: "not_found", retryable: false });
    });
  });
}
