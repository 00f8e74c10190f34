import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSafeFetch } from "./safe-fetch.ts";
import { certificateFor } from "./testing/certificate.ts";
import { answering, html, type Loopback, listen, loopback, redirect } from "./testing/loopback.ts";

const PUBLIC = "93.184.215.14";
const certificate = certificateFor("acme.example");
let secure: { port: number; stop: () => Promise<void> };
let plain: { port: number; stop: () => Promise<void> };
/** Speaks HTTP where TLS is expected. */
let outspoken: { port: number; stop: () => Promise<void> };
let network: Loopback;

beforeAll(async () => {
  secure = await listen(
    answering(() => html("over TLS")),
    certificate,
  );
  plain = await listen(answering(() => redirect("https://acme.example/")));
  outspoken = await listen((socket) =>
    socket.on("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  network = loopback(certificate.cert);
  network.names["acme.example"] = [PUBLIC];
  network.names["other.example"] = [PUBLIC];
  network.names["plain.example"] = ["1.1.1.1"];
  network.servers[`${PUBLIC}:443`] = secure.port;
  network.servers["1.1.1.1:443"] = outspoken.port;
  network.servers["1.1.1.1:80"] = plain.port;
});
afterAll(async () => {
  await secure.stop();
  await plain.stop();
  await outspoken.stop();
});

describe("https", () => {
  it("is spoken to the checked address, with the certificate checked for the name", async () => {
    const page = await createSafeFetch(network)("https://acme.example/");
    expect(new TextDecoder().decode(page.bytes)).toBe("over TLS");
    expect(network.connects).toEqual([`${PUBLIC}:443`]);
  });
  it("with a certificate of another name, of nobody known, or without TLS is `tls`", async () => {
    const strangers = loopback();
    strangers.names = network.names;
    strangers.servers = network.servers;
    for (const [deps, url] of [
      [network, "https://other.example/"],
      [network, `https://${PUBLIC}/`],
      [network, "https://plain.example/"],
      [strangers, "https://acme.example/"],
    ] as const) {
      await expect(createSafeFetch(deps)(url, { timeoutMs: 3_000 })).rejects.toMatchObject({ reason: "tls" });
    }
  });
  it("is where a redirect may lead", async () => {
    expect((await createSafeFetch(network)("http://plain.example/")).url).toBe("https://acme.example/");
  });
});
