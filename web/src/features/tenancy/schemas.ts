// What the forms of this feature take: the same words and bounds as the SQL functions, which judge again.
import { address } from "@contracts/fields.ts";
import { z } from "zod";
import { ROLES } from "@/lib/roles.ts";

const line = (max: number) =>
  z.string().trim().min(1, "is required").max(max, `must have at most ${max} characters`);

export const workspaceName = line(120);
export const keyName = line(80);

export const newWorkspaceSchema = z.object({
  name: workspaceName,
  slug: z
    .string()
    .trim()
    .min(1, "is required")
    .max(63, "must have at most 63 characters")
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
      "has only lower-case letters, digits and hyphens, with no hyphen at its ends",
    ),
});

export const inviteSchema = z.object({ email: address(), role: z.enum(ROLES) });
