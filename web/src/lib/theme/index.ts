// Light, dark, or as the system has it. public/theme.js applies the stored choice before the first paint.
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
/** With the words that people choose by. */
export const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

const KEY = "genesis.theme";
const watchers = new Set<() => void>();

export function getTheme(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === "light" || set === "dark" ? set : "system";
}

export function setTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is closed to this page: the choice lasts until the reload.
  }
  for (const changed of watchers) changed();
}

function subscribe(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, getTheme);
