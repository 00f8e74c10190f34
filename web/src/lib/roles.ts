// Roles in a workspace. The page hides what a role may not do; the database is what refuses it.

export const ROLES = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** What a role is for, in the words of the invitation form. */
export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  viewer: "reads everything, changes nothing",
  member: "works with campaigns and leads",
  admin: "sets up and launches, manages keys and people",
  owner: "everything, including other owners",
};

export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);

/** Whether `role` is at least `least`; false without a role. */
export const atLeast = (role: Role | null | undefined, least: Role): boolean =>
  role != null && ROLES.indexOf(role) >= ROLES.indexOf(least);
