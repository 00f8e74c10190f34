// O3: the database refuses each stage's write; nothing of the stage is kept, and the wizard stays where it was.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWalk, STAGES } from "./walk.ts";

const walk = createWalk();

/** Beside the ways through the wizard. What asks others' servers first is judged with stand-ins for them: functions/onboarding. */
const MORE: typeof STAGES = [
  ["calendly", "/validate-calendly", { links: ["https://127.0.0.1/intro"], save_anyway: true }],
];

describe("O3 the database refuses to write", () => {
  let blocked = "";
  beforeAll(async () => {
    blocked = await walk.signUp();
    await walk.world.sql.unsafe(`create schema e2e_wizard; create function e2e_wizard.refuse_progress() returns trigger language plpgsql as
      $$ begin raise exception using errcode = '53100', message = 'could not extend file'; end $$;
      create trigger refuse_progress before insert or update on genesis.onboarding_progress for each row
      when (new.workspace_id = '${blocked}') execute function e2e_wizard.refuse_progress()`);
  });
  afterAll(() =>
    walk.world.sql.unsafe(`drop trigger if exists refuse_progress on genesis.onboarding_progress;
    drop schema if exists e2e_wizard cascade`),
  );

  it.each([...STAGES, ...MORE])(
    "O3 %s (%s): an error, and the stage where it was",
    async (stage, path, body) => {
      const answer = await walk.send(blocked, "POST", `/onboarding${path}`, body);
      // A credential alone does not end its stage, so that nothing of the stage is to be written yet.
      const writesStage = stage !== "credentials";
      expect(answer.status, answer.text).toBe(writesStage ? 503 : 200);
      if (stage === "infrastructure") {
        expect(answer.json).toMatchObject({
          success: false,
          error: "Configuration could not be saved. Please try again.",
        });
      }
      const now = await walk.progress(blocked);
      expect(now.stages).toEqual({});
      expect([now.brand, now.email, now.infrastructure], "nor anything of its content").toEqual([
        null,
        null,
        null,
      ]);
      expect(now.calendly_links).toEqual([]);
    },
  );

  it("O3 a credential that would complete its stage is not stored without it", async () => {
    const stored = () =>
      walk.world
        .sql`select type, envelope from genesis.credential_store where workspace_id = ${blocked} order by type`;
    await walk.world
      .sql`insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by)
      values (${blocked}, 'smtp', 'me@wizard.test', 'test')`;
    const before = await stored();
    expect(before).toHaveLength(3);
    for (const [, path, body] of STAGES.filter(([stage]) => stage === "credentials")) {
      expect((await walk.send(blocked, "POST", `/onboarding${path}`, body)).status).toBe(503);
    }
    expect(await stored()).toEqual(before);
  });
});
