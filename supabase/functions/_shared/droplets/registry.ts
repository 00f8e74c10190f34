import type { Settings } from "../env.ts";
import { PermanentError } from "../errors/mod.ts";
import type { DropletFactory, FactoryFor } from "./factory.ts";
import { createLocalFactory } from "./local.ts";

/** By mode. Each throws PermanentError when a setting that it needs is missing. */
const FACTORIES: Readonly<Record<string, (settings: Settings) => DropletFactory>> = {
  local: createLocalFactory,
};

export function createFactories(settings: Settings): FactoryFor {
  return (mode) => {
    const create = Object.hasOwn(FACTORIES, mode) ? FACTORIES[mode] : undefined;
    if (!create)
      throw new PermanentError("mode_unknown", `Nothing provisions droplets of mode '${mode}' here`);
    return create(settings);
  };
}
