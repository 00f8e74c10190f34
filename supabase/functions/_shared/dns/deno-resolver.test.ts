import { describe, expect, it } from "vitest";
import { createDenoResolver, type ResolveDns } from "./deno-resolver.ts";

describe("Deno's resolver", () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  const deno = (answers: Record<string, unknown[] | Error>) => {
    const asked: string[] = [];
    const resolveDns: ResolveDns = async (name, type) => {
      asked.push(`${type} ${name}`);
      const answer = answers[`${type} ${name}`] ?? named("NotFound");
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return { asked, resolver: createDenoResolver({ resolveDns }) };
  };

  it("gives what Deno gives", async () => {
    const { resolver } = deno({ "TXT a.example.": [["x", "y"]] });
    expect(await resolver.resolve("A.example", "TXT")).toEqual({ kind: "answers", answers: [["x", "y"]] });
  });

  it("takes NotFound for nothing there only where the zone is served, and asks that once", async () => {
    const { resolver, asked } = deno({ "SOA acme.example.": [{}] });
    expect((await resolver.resolve("_dmarc.acme.example", "TXT")).kind).toBe("nodata");
    expect((await resolver.resolve("x.acme.example", "CNAME")).kind).toBe("nodata");
    expect((await resolver.resolve("other.example", "TXT")).kind).toBe("failed");
    expect(asked.filter((question) => question === "SOA acme.example.")).toHaveLength(1);
  });

  it("takes whatever else Deno throws for no answer", async () => {
    const { resolver } = deno({
      "A a.example.": named("TimeoutError"),
      "A b.example.": named("NotConnected"),
    });
    expect(await resolver.resolve("a.example", "A")).toEqual({ kind: "failed", reason: "time-out" });
    expect((await resolver.resolve("b.example", "A")).kind).toBe("failed");
  });
});
