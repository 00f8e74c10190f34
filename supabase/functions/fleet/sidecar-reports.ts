// What sidecars send, as SQL takes it.
import { z } from "zod";
import { isObject, type Parsed, parseItem } from "../_shared/contracts/mod.ts";
import { isStorable } from "../_shared/contracts/text.ts";

const BASE64URL_32_BYTES = /^[A-Za-z0-9_-]{43}$/;

/** A public JWK of 32 bytes on this curve; a private half must not even arrive. */
const publicKey = (crv: "Ed25519" | "X25519") =>
  z
    .object(
      {
        kty: z.literal("OKP"),
        crv: z.literal(crv),
        x: z.string().regex(BASE64URL_32_BYTES),
        d: z.undefined("must not be sent").optional(),
      },
      `must be a public ${crv} key as a JWK`,
    )
    .transform(({ kty, x }) => ({ kty, crv, x }));

const enrolSchema = z.object({
  token: z.string().trim().min(16, "must be an enrolment token").max(256, "must be an enrolment token"),
  sign_key: publicKey("Ed25519"),
  seal_key: publicKey("X25519"),
});

export type Enrolment = z.output<typeof enrolSchema>;

export const parseEnrolment = (body: Record<string, unknown>): Parsed<Enrolment> =>
  parseItem(enrolSchema, Object.keys(enrolSchema.shape), body);

const percent = () =>
  z.number("must be a number").min(0, "must not be negative").max(100, "must be at most 100").optional();

/** Names of parts and their versions: "n8n": "2.41.1"; null while one is not known. */
const versions = () =>
  z
    .record(z.string().max(50), z.string().max(100).nullable())
    .refine((v) => Object.keys(v).length <= 20, "must have at most 20 members")
    .refine(
      (v) =>
        Object.entries(v)
          .flat()
          .every((t) => t === null || isStorable(t)),
      "must be text",
    )
    .optional();

const heartbeatSchema = z.object({
  cpu_percent: percent(),
  memory_percent: percent(),
  disk_percent: percent(),
  n8n_up: z.boolean("must be true or false").optional(),
  versions: versions(),
});

export const parseHeartbeat = (body: unknown): Parsed<z.output<typeof heartbeatSchema>> =>
  parseItem(heartbeatSchema, Object.keys(heartbeatSchema.shape), isObject(body) ? body : {});
