// The tags and texts of a page, in order. htmlparser2's tokenizer, without its parser: that one keeps a stack of open
// elements and looks through it at each end tag, which takes minutes for a page made to be nested 100,000 deep.
import { Tokenizer } from "htmlparser2";

export interface Walker {
  /** Names in lower case; of an attribute that comes twice the first counts. */
  open(tag: string, attributes: ReadonlyMap<string, string>): void;
  /** Entities are decoded; one text may come in several parts. */
  text(part: string): void;
  close(tag: string): void;
}

const MOST_ATTRIBUTES = 64;
const LONGEST_VALUE = 8_192;

export function walkHtml(html: string, walker: Walker): void {
  let tag = "";
  let name = "";
  let value = "";
  let attributes = new Map<string, string>();
  const slice = (start: number, end: number): string => html.slice(start, end);
  const opened = (): void => walker.open(tag, attributes);
  const nothing = (): void => {};
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        tag = slice(start, end).toLowerCase();
        attributes = new Map();
      },
      onattribname(start, end) {
        name = slice(start, end).toLowerCase();
        value = "";
      },
      onattribdata(start, end) {
        if (value.length < LONGEST_VALUE) value += slice(start, Math.min(end, start + LONGEST_VALUE));
      },
      onattribentity(codePoint) {
        if (value.length < LONGEST_VALUE) value += String.fromCodePoint(codePoint);
      },
      onattribend() {
        if (attributes.size < MOST_ATTRIBUTES && !attributes.has(name)) attributes.set(name, value);
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => walker.close(slice(start, end).toLowerCase()),
      ontext: (start, end) => walker.text(slice(start, end)),
      ontextentity: (codePoint) => walker.text(String.fromCodePoint(codePoint)),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}
