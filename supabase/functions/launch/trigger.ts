import type { LaunchMakes } from "../_shared/contracts/launch.ts";
import type { Manifest } from "../_shared/templates/mod.ts";

/** What sets a workflow going. */
export const triggerOf = ({
  cadence_minutes,
  probe,
}: Manifest): LaunchMakes["workflows"][number]["trigger"] =>
  cadence_minutes !== null ? "schedule" : probe?.kind === "webhook" ? "webhook" : "mail";
