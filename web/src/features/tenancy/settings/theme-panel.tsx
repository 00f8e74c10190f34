import { Choice } from "@/components/choice.tsx";
import { Panel } from "@/components/panel.tsx";
import { setTheme, THEMES, useTheme } from "@/lib/theme/index.ts";

/** How the page looks to this person in this browser. */
export const ThemePanel = () => (
  <Panel title="Appearance" about="For you, in this browser.">
    <Choice quiet label="Theme" options={THEMES} value={useTheme()} onChange={setTheme} />
  </Panel>
);
