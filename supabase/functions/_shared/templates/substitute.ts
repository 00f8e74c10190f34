// Puts values where a workflow's text has placeholders, so that a value is a value wherever it lands.
// n8n takes a parameter that begins with `=` for an expression: text with JavaScript between {{ and }}. It finds the
// closing braces without regard to quotes, so a value inside an expression is written as a string literal in which
// everything but letters, digits and spaces is a \u escape: nothing in it can end the string, the braces or the field.

/** A whole name: a following YOUR_… is another one, a trailing underscore belongs to neither. */
export const PLACEHOLDER = /YOUR_(?!YOUR_)[A-Z0-9]+(?:_(?!YOUR_)[A-Z0-9]+)*/g;

const HERE = new RegExp(PLACEHOLDER.source, "y");

/** Value of a placeholder; throws for one that is not known. */
export type Resolve = (placeholder: string) => string;

const escaped = (value: string): string =>
  value.replace(/[^A-Za-z0-9 ]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `value` as a JavaScript string literal that stays one inside {{ }}. */
export const asLiteral = (value: string): string => `"${escaped(value)}"`;

/** Inside {{ }}: within quotes only the escaped text, elsewhere a literal of its own. */
function inCode(code: string, resolve: Resolve): string {
  let out = "";
  let quote = "";
  for (let i = 0; i < code.length; i++) {
    const char = code[i] as string;
    HERE.lastIndex = i;
    const [name] = HERE.exec(code) ?? [];
    if (name) {
      out += quote ? escaped(resolve(name)) : asLiteral(resolve(name));
      i += name.length - 1;
      continue;
    }
    if (quote && char === "\\") {
      out += char + (code[++i] ?? "");
      continue;
    }
    if (quote === char) quote = "";
    else if (!quote && (char === '"' || char === "'" || char === "`")) quote = char;
    out += char;
  }
  return out;
}

/** As n8n's own splitter: an odd number of backslashes takes the meaning from the braces. */
function nextBraces(text: string, braces: string, from: number): number {
  for (let at = text.indexOf(braces, from); at >= 0; at = text.indexOf(braces, at + 2)) {
    const slashes = /\\*$/.exec(text.slice(from, at))?.[0].length ?? 0;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Outside {{ }} a value becomes a piece of code that yields it: as text it could open braces of its own. */
function inText(text: string, resolve: Resolve): string {
  const code = (name: string, at: number) => {
    if (text[at - 1] === "\\") throw new SyntaxError("a backslash may not stand before a placeholder");
    return `{{ ${asLiteral(resolve(name))} }}`;
  };
  return text.replace(PLACEHOLDER, code);
}

function inExpression(expression: string, resolve: Resolve): string {
  let out = "=";
  for (let at = 1; at < expression.length; ) {
    const open = nextBraces(expression, "{{", at);
    if (open < 0) return out + inText(expression.slice(at), resolve);
    const close = nextBraces(expression, "}}", open + 2);
    if (close < 0) throw new SyntaxError("an expression does not close its braces");
    out += `${inText(expression.slice(at, open), resolve)}{{${inCode(expression.slice(open + 2, close), resolve)}}}`;
    at = close + 2;
  }
  return out;
}

/**
 * `text` with every placeholder replaced, in one pass. A value that would turn a plain parameter into an expression
 * by its first character becomes an expression that yields it. Errors: SyntaxError for a template that is not well
 * formed, and whatever `resolve` throws.
 */
export function substitute(text: string, resolve: Resolve): string {
  if (!text.includes("YOUR_")) return text;
  if (text.startsWith("=")) return inExpression(text, resolve);
  const plain = text.replace(PLACEHOLDER, (name) => resolve(name));
  return plain.startsWith("=") ? `={{ ${asLiteral(plain)} }}` : plain;
}
