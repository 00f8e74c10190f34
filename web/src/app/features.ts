// The features of the page, in no particular order: their navigation entries say where they stand.

import { audit } from "@/features/audit/feature.ts";
import { budget } from "@/features/budget/feature.ts";
import { fleet } from "@/features/fleet/feature.ts";
import { freeze } from "@/features/freeze/feature.ts";
import { ignition } from "@/features/ignition/feature.ts";
import { onboarding } from "@/features/onboarding/feature.ts";
import { sending } from "@/features/sending/feature.ts";
import { signIn } from "@/features/sign-in/feature.ts";
import { stats } from "@/features/stats/feature.ts";
import { tenancy } from "@/features/tenancy/feature.ts";
import type { Feature } from "@/lib/feature.ts";

export const FEATURES: readonly Feature[] = [
  ignition,
  signIn,
  tenancy,
  onboarding,
  sending,
  stats,
  fleet,
  freeze,
  budget,
  audit,
];
