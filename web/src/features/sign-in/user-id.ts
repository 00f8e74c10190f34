/** FNV-1a, 32 bits: enough to tell two addresses of a demonstration apart. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (h >>> 0).toString(36);
}

/** A user id as the issuer takes it, the same for the same address: `user_new_person_1x2y3z`. */
export function userIdOf(email: string): string {
  const normal = email.trim().toLowerCase();
  const readable = (normal.split("@")[0] ?? "").replace(/[^a-z0-9]+/g, "_").slice(0, 40);
  return `user_${readable}_${hash(normal)}`;
}
