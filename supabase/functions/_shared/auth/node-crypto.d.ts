// The two functions used of node:crypto. `deno check` would otherwise ask for the exact @types/node that this Deno
// was built with, which the project's own version is not.
export function createHash(algorithm: "sha256"): {
  update(data: string | Uint8Array): { digest(): Uint8Array; digest(encoding: "hex"): string };
};
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
