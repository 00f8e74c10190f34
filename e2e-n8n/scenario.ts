// From a workspace to its numbers, on one stack with the real n8n: each scene builds on those before it.
import { playAnswers } from "./scene-answer.ts";
import { playCrash } from "./scene-crash.ts";
import { playFreeze } from "./scene-freeze.ts";
import { playGmail } from "./scene-gmail.ts";
import { playIgnition } from "./scene-ignition.ts";
import { playNumbers } from "./scene-numbers.ts";
import { playSending } from "./scene-send.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

export async function play(world: World, tally: Tally): Promise<void> {
  for (const scene of [playIgnition, playSending, playAnswers, playNumbers, playGmail, playCrash, playFreeze])
    await scene(world, tally);
}
