// The research tool for Relevance AI, as its tools are kept: inputs (params_schema) and steps that feed each other by
// {{…}}. It holds the workspace's brand and no key: Relevance AI runs it under the account that imports it.

export interface ToolFacts {
  workspace: { name: string };
  brand: { company_name?: string | null; website?: string | null; description?: string | null } | null;
}

const text = (title: string, description: string) => ({ type: "string", title, description });

/** What a brand says of itself cannot become an instruction of the tool: braces would name a variable of its steps. */
const quoted = (value: string): string =>
  JSON.stringify(value.replaceAll("{{", "{ {").replaceAll("}}", "} }"));

export function relevanceTool({ workspace, brand }: ToolFacts): object {
  const company = brand?.company_name ?? workspace.name;
  const about = [brand?.description, brand?.website && `Website: ${brand.website}`].filter(Boolean).join(" ");
  const prompt = [
    `You research companies for ${quoted(company)}${about ? `, which describes itself as ${quoted(about)}` : ""}.`,
    "Company: {{company}}. Website: {{website}}. Person: {{person}}.",
    "What a web search found: {{steps.search.output.organic}}",
    "Write at most 200 words: what the company does, what is new there, and one reason why the person could need us.",
    "State only what the search results say, and say so where they say nothing.",
  ].join("\n\n");
  return {
    title: `${company}: company research`,
    description: `Researches one company for ${company}. Made by Genesis for the workspace ${workspace.name}.`,
    params_schema: {
      type: "object",
      metadata: { field_order: ["company", "website", "person"] },
      properties: {
        company: text("Company", "The company's name"),
        website: text("Website", "Its web address"),
        person: text("Person", "Who will be written to, with their role"),
      },
      required: ["company"],
    },
    transformations: {
      steps: [
        {
          name: "search",
          transformation: "serper_google_search",
          params: { search_query: "{{company}} {{website}}" },
          output: { organic: "{{organic}}" },
        },
        {
          name: "report",
          transformation: "prompt_completion",
          params: { prompt },
          output: { answer: "{{answer}}" },
        },
      ],
      output: { report: "{{steps.report.output.answer}}" },
    },
  };
}
