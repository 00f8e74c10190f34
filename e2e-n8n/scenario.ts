// From a workspace to its numbers, on one stack with the real n8n: each scene builds on those before it; the last two
// are another workspace beside acme, and the contract of engines on an n8n of its own.
import { playAnswers } from "./scene-answer.ts";
import { playContract } from "./scene-contract.ts";
import { playCrash } from "./scene-crash.ts";
import { playFreeze } from "./scene-freeze.ts";
import { playGmail } from "./scene-gmail.ts";
import { playIgnition } from "./scene-ignition.ts";
import { playNumbers } from "./scene-numbers.ts";
import { playSending } from "./scene-send.ts";
import { playWizard } from "./scene-wizard.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

export async function play(world: World, tally: Tally): Promise<void> {
  const acmes = [playIgnition, playSending, playAnswers, playNumbers, playGmail, playCrash, playFreeze];
  for (const scene of [...acmes, playWizard, playContract]) await scene(world, tally);
}
