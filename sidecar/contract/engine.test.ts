// One file, so that engines are used by one suite at a time: some actions touch all that is there.
import { afterAll, beforeAll, describe } from "vitest";
import { startWorld, type World } from "../testing/world.ts";
import { activationSuite } from "./activation.ts";
import { credentialSuite } from "./credentials.ts";
import { executionSuite } from "./executions.ts";
import { targets } from "./targets.ts";
import { workflowSuite } from "./workflows.ts";

for (const target of targets()) {
  describe(target.name, () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld(target.options);
    }, 60_000);
    afterAll(async () => {
      const { workflows } = await world.do("LIST_WORKFLOWS");
      for (const { n8n_id } of workflows) await world.do("DELETE_WORKFLOW", { n8n_id });
      const { credentials } = await world.do("LIST_CREDENTIALS");
      for (const { n8n_id } of credentials) await world.do("DELETE_CREDENTIAL", { n8n_id });
      await world.stop();
    }, 60_000);
    credentialSuite(() => world);
    workflowSuite(() => world);
    activationSuite(() => world);
    executionSuite(() => world);
  });
}
