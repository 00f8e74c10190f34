import { expect } from "vitest";
import { inventory, type World } from "./world.ts";

const PEOPLES = ["imap", "openai_api", "smtp"];

/** Everything that the run made is unmade; what people had stored is there. */
export function expectNothing(world: World) {
  const nothing = { partitions: [], credentials: [], workflows: [], mapped: [], vault: PEOPLES };
  expect(inventory(world)).toMatchObject({ status: "failed", rollbackSuccess: true, ...nothing });
}
