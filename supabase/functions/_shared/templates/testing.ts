// For tests here and against real n8n: values that have broken templates before, and a template that puts one value
// into every kind of place.
import type { Template } from "./types.ts";

export const HAZARDS: readonly string[] = [
  "a \"quoted\" 'name' `tick`",
  "two\nlines\r\nand\ttab",
  "$& $1 $$ $` $'",
  "{{ $env.PATH }} }} {{",
  "={{ $env.PATH }}",
  "=plain equals",
  "</script><script>alert(1)</script>",
  "back\\slash \\{{ \\u0041 \\",
  `\${process.exit()} "); throw 1; ("`,
  "YOUR_WORKSPACE_ID and YOUR_NOTHING",
  "constructor.constructor('x')() __proto__",
  "Zoë 株式会社 👩‍👩‍👧 \u2028\u2029\ufeff",
  "x".repeat(5_000),
  `{{"'\`\\`.repeat(700),
];

const NAME = "YOUR_COMPANY_NAME";

/** Field → parameter with the placeholder, and what it must be once n8n has evaluated it. */
export const PLACES: Readonly<Record<string, [parameter: string, expected: (value: string) => string]>> = {
  literal: [NAME, (v) => v],
  within: [`before ${NAME} after`, (v) => `before ${v} after`],
  twice: [`${NAME}/${NAME}`, (v) => `${v}/${v}`],
  expression: [`=${NAME}`, (v) => v],
  text: [`=a {{ 1 + 1 }} ${NAME} z`, (v) => `a 2 ${v} z`],
  bare: [`={{ ${NAME} }}`, (v) => v],
  double: [`={{ "it's ${NAME}" }}`, (v) => `it's ${v}`],
  single: [`={{ 'say "${NAME}" \\' ' + 1 }}`, (v) => `say "${v}" ' 1`],
  tick: [`={{ \`\${1}${NAME}\` }}`, (v) => `1${v}`],
};

/** A schedule, and a Set node with one field a place. */
export function placesTemplate(): Template {
  const assignments = Object.entries(PLACES).map(([name, [value]]) => ({
    id: name,
    name,
    value,
    type: "string",
  }));
  return {
    manifest: {
      slug: "places",
      display_name: "Places",
      category: "research",
      version: "1.0.0",
      uses_llm: false,
      cadence_minutes: null,
      variants: [{ file: "workflow.json", providers: ["gmail", "smtp"], requires: [], drop: [] }],
      placeholders: [{ name: NAME, type: "text", source: "brand", required: true }],
      probe: null,
    },
    bodies: {
      "workflow.json": {
        nodes: [
          {
            id: "schedule",
            name: "Schedule",
            type: "n8n-nodes-base.scheduleTrigger",
            typeVersion: 1.4,
            position: [0, 0],
            parameters: { rule: { interval: [{ field: "days" }] } },
          },
          {
            id: "set",
            name: "Set",
            type: "n8n-nodes-base.set",
            typeVersion: 3.5,
            position: [220, 0],
            parameters: { mode: "manual", assignments: { assignments }, options: {} },
          },
        ],
        connections: { Schedule: { main: [[{ node: "Set", type: "main", index: 0 }]] } },
        settings: { executionOrder: "v1" },
      },
    },
  };
}
