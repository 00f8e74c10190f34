// Prometheus's text format, version 0.0.4.

export interface Metric {
  name: string;
  help: string;
  type: "counter" | "gauge";
  values: { labels?: Record<string, string | number>; value: number }[];
}

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

const labelled = (labels: Record<string, string | number> = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
};

/** One HELP and TYPE line a metric, one line a value; a metric without values is left out. */
export function prometheusText(metrics: readonly Metric[]): string {
  const lines = metrics
    .filter(({ values }) => values.length > 0)
    .flatMap(({ name, help, type, values }) => [
      `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
      `# TYPE ${name} ${type}`,
      ...values.map(({ labels, value }) => `${name}${labelled(labels)} ${value}`),
    ]);
  return `${lines.join("\n")}\n`;
}
