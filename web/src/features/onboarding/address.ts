// Addresses as people type or paste them, in the form that the contracts take. What is no address stays as it is: the
// contract says what is wrong with it.

const HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#]|$)/u;

/** "example.com/a" → "https://example.com/a". */
export function webAddressOf(text: string): string {
  const address = text.trim();
  return HOST.test(address) ? `https://${address}` : address;
}

/** "https://Müller.de./shop" → "xn--mller-kva.de": no scheme, path or dot of the root; in ASCII and lower case. */
export function hostOf(text: string): string {
  const host = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/\.$/, "")
    .toLowerCase();
  // The browser's own parser knows how names become ASCII; what else it would make of a text is not asked for.
  if (!/[^\0-\x7f]/.test(host) || /[\s:@%]/.test(host)) return host;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}
