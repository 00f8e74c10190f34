// The company's name from a title such as "Home | Acme Ltd", when the page says it nowhere else.

const SEPARATORS = /\s+[|–—·•»:~/\\-]+\s+|\s*[|»•]\s*|\s+::\s+|:\s+/;
const GENERIC =
  /^(home( ?page)?|welcome( to)?|start(seite)?|index|main|accueil|inicio|início|homepage|главная|ホーム|首页|untitled( document)?|official (web)?site)$/i;
const LONGEST_NAME = 60;
const LONGEST_WHOLE_TITLE = 40;

/** The part that is spelled like the host's name; else the last one, where titles carry the site; else null. */
export function nameFromTitle(title: string, host: string): string | null {
  const parts = title
    .split(SEPARATORS)
    .map((part) => part.trim().replace(/^welcome to\s+/i, ""))
    .filter((part) => part !== "" && !GENERIC.test(part));
  const labels = host
    .toLowerCase()
    .split(".")
    .filter((label) => label.length > 2 && label !== "www");
  const likeHost = parts.filter((part) => labels.some((label) => spelledAlike(part, label)));
  const shortest = likeHost.sort((a, b) => a.length - b.length)[0];
  const last = parts.at(-1);
  const name =
    shortest ?? (parts.length > 1 || (last?.length ?? 0) <= LONGEST_WHOLE_TITLE ? last : undefined);
  return name !== undefined && name.length <= LONGEST_NAME ? name : null;
}

function spelledAlike(part: string, label: string): boolean {
  const letters = lettersOf(part);
  const wanted = lettersOf(label);
  return letters.length > 2 && wanted.length > 2 && (letters.includes(wanted) || wanted.includes(letters));
}

const lettersOf = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
