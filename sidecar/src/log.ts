// One line of JSON for each thing worth knowing. Never a payload, a token, a key or a credential's value.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = (level: "info" | "warn" | "error", event: string, fields?: LogFields) => void;

export const consoleLog: Log = (level, event, fields = {}) => {
  const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...fields });
  if (level === "error") console.error(line);
  else console.log(line);
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
