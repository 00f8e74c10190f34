// One campaign from twenty leads to its numbers, through real n8n: each scene builds on those before it.
import { playFaults } from "./faults.ts";
import { playAnswers } from "./scene-answer.ts";
import { playImport } from "./scene-import.ts";
import { playNumbers } from "./scene-numbers.ts";
import { playSending } from "./scene-send.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

export async function play(world: World, tally: Tally): Promise<void> {
  for (const scene of [playImport, playSending, playAnswers, playNumbers, playFaults])
    await scene(world, tally);
}
