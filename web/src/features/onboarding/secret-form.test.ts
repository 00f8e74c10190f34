import { describe, expect, it } from "vitest";
import { ApiError } from "@/lib/api/error.ts";
import { issuesByPath } from "@/lib/form.ts";
import { blank } from "./credential-types.ts";
import { atOwnFields, secretForm } from "./secret-form.ts";

describe("secretForm", () => {
  it("gives name and secret, the secret as its type has it", () => {
    const entered = { ...blank("smtp"), name: "Main", host: "smtp.acme.test", user: "ada", password: "p" };
    const judged = secretForm("smtp").parse(entered);
    expect(judged.name).toBe("Main");
    expect(judged.secret).toEqual({
      host: "smtp.acme.test",
      port: 465,
      user: "ada",
      password: "p",
      secure: true,
      disable_starttls: false,
    });
  });

  it("puts each error at its field", () => {
    const judged = secretForm("google_oauth2").safeParse({ ...blank("google_oauth2"), name: "Gmail" });
    const errors = issuesByPath(judged.error?.issues ?? []);
    expect(Object.keys(errors).sort()).toEqual(["client_id", "client_secret", "refresh_token"]);
    expect(secretForm("apify").safeParse({ name: "", token: "apify_api_1" }).success).toBe(false);
  });

  it("judges name and fields at once: neither hides the other", () => {
    const judged = secretForm("apify").safeParse({ name: "x".repeat(101), token: "" });
    expect(Object.keys(issuesByPath(judged.error?.issues ?? [])).sort()).toEqual(["name", "token"]);
  });

  it("takes a server of one's own as people name it", () => {
    const entered = { name: "Own", api_key: "sk-12345678", url: "llm.acme.test/v1" };
    expect(secretForm("openai_api").parse(entered).secret).toMatchObject({ url: "https://llm.acme.test/v1" });
  });
});

describe("atOwnFields", () => {
  it("names the form's fields for the function's", () => {
    const fields = [{ path: "secret.api_key", message: "is too short" }];
    const error = new ApiError({ status: 400, code: "invalid_field", message: "No", fields });
    expect(atOwnFields(error)).toMatchObject({ fields: [{ path: "api_key", message: "is too short" }] });
  });
  it("leaves other errors alone", () => {
    const error = new Error("x");
    expect(atOwnFields(error)).toBe(error);
  });
});
