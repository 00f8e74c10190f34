// One line of JSON for each request. Never a secret, a body, a query or an address of anybody.

export interface RequestLine {
  request_id: string;
  function: string;
  method: string;
  status: number;
  /** The error's code, or what a handler noted: "ok", "deduped". */
  outcome: string;
  ms: number;
  workspace_id?: string;
  /** What the request set going goes on under it: its steps, its commands, and what sidecars are told. */
  trace_id?: string;
  /** For operators only: the SQLSTATE and the database's own sentence behind a 5xx. */
  cause?: string;
}

export type Log = (line: RequestLine) => void;

export const consoleLog: Log = (line) => {
  const text = JSON.stringify(line);
  if (line.status >= 500) console.error(text);
  else console.log(text);
};
