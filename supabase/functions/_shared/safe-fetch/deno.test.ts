// The adapter in Deno itself, as the Edge Functions run it: pinned TLS, deadlines, unpacking, and what DNS answers.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { denoBinary } from "../../../../stack/binaries.ts";
import { ROOT } from "../../../../stack/paths.ts";
import { certificateFor } from "./testing/certificate.ts";
import { dnsStand, encodeName, NXDOMAIN, SERVFAIL, type Zone } from "./testing/dns-stand.ts";
import { answering, html, listen } from "./testing/loopback.ts";

const A = 1;
const CNAME = 5;
const AAAA = 28;
const V4 = [A, Buffer.from([93, 184, 215, 14])] as const;
const V6 = [AAAA, Buffer.from("26064700000000000000000000001111", "hex")] as const;
const zone: Zone = (name, type) => {
  if (name === "both.example") return type === A ? [V4] : [V6];
  if (name === "old.example") return type === A ? [V4] : [];
  if (name === "half.example") return type === A ? [V4] : SERVFAIL;
  if (name === "chain.example") return [[CNAME, encodeName("both.example")]];
  return name === "nobody.example" ? NXDOMAIN : SERVFAIL;
};

const home = mkdtempSync(join(tmpdir(), "genesis-probe-"));
const certificate = certificateFor("acme.example");
const bomb = gzipSync(Buffer.alloc(300_000_000));
let site: { port: number; stop: () => Promise<void> };
let dns: { port: number; stop: () => void };
beforeAll(async () => {
  writeFileSync(join(home, "ca.pem"), certificate.cert);
  dns = await dnsStand(zone);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
  site = await listen(
    answering((request) => {
      if (request.startsWith("GET /slow")) return undefined;
      return request.startsWith("GET /bomb")
        ? Buffer.concat([Buffer.from(head), bomb])
        : html("hello from TLS");
    }),
    certificate,
  );
});
afterAll(async () => {
  await site.stop();
  dns.stop();
  rmSync(home, { recursive: true, force: true });
});

it("resolves, connects to the given address, and checks the certificate for the name", {
  timeout: 60_000,
}, async () => {
  const probe = join(import.meta.dirname, "testing", "deno-probe.ts");
  const options = ["--quiet", "--no-lock", "--no-check", "--node-modules-dir=manual", "--allow-net"];
  const args = [
    "run",
    ...options,
    `--cert=${join(home, "ca.pem")}`,
    probe,
    String(site.port),
    String(dns.port),
  ];
  const env = { ...process.env, DENO_DIR: join(home, "cache"), DENO_NO_UPDATE_CHECK: "1" };
  const { stdout } = await promisify(execFile)(denoBinary(), args, { cwd: ROOT, env });
  expect(JSON.parse(stdout)).toEqual({
    resolved: {
      "both.example": ["93.184.215.14", "2606:4700::1111"],
      "old.example": ["93.184.215.14"],
      "nobody.example": [],
      // Deno says NotFound for a SERVFAIL too.
      "broken.example": [],
      "half.example": ["93.184.215.14"],
      "chain.example": expect.anything(),
    },
    fetched: ["hello from TLS", "tls", "too_large", "timeout"],
    refused: "private_address",
  });
});
