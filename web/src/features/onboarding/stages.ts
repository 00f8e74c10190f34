// Where somebody stands in the wizard: pure, from what the database says of the stages.
import { SKIPPABLE_STAGES, STAGE_NAMES, STAGES, type Stage } from "@contracts/onboarding.ts";

/** A stage that is neither done nor skipped has no member. */
export type Stages = Readonly<Partial<Record<Stage, "done" | "skipped">>>;
export type StageState = "done" | "skipped" | "open";

export const isStage = (name: string | undefined): name is Stage => STAGES.some((stage) => stage === name);
export const isSkippable = (stage: Stage): boolean => SKIPPABLE_STAGES.some((name) => name === stage);
export const stateOf = (stages: Stages, stage: Stage): StageState => stages[stage] ?? "open";
export const numberOf = (stage: Stage): number => STAGES.indexOf(stage) + 1;
export const settledCount = (stages: Stages): number => STAGES.filter((stage) => stages[stage]).length;

/** Where the wizard goes on; null when every stage is done or skipped. */
export const firstOpen = (stages: Stages): Stage | null => STAGES.find((stage) => !stages[stage]) ?? null;

export interface Place {
  path: string;
  label: string;
}

const placeOf = (slug: string, stage: Stage | undefined): Place | null =>
  stage ? { path: `/w/${slug}/onboarding/${stage}`, label: STAGE_NAMES[stage] } : null;

export const placeBefore = (slug: string, stage: Stage): Place | null =>
  placeOf(slug, STAGES[STAGES.indexOf(stage) - 1]);

/** After the last stage comes the launch. */
export const placeAfter = (slug: string, stage: Stage): Place =>
  placeOf(slug, STAGES[STAGES.indexOf(stage) + 1]) ?? { path: `/w/${slug}/launch`, label: "Launch" };
