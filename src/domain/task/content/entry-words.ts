// Entry points of scripts, which may carry arguments: read into words as a shell would, but for everything that a shell replaces.

const PROGRAM_FILE = /\.(?:py|sh|ipynb)$/i;

/** The words of an entry point; one word when it is a file whose name has spaces, or when its quotes are not closed. */
export function entryWords(text: string): readonly string[] {
  const words = shellWords(text);
  if (words === null) return [text];
  const [first, ...rest] = words;
  const isOneName = first !== undefined && rest.length > 0 && !first.includes('.') && PROGRAM_FILE.test(text) && !words.some((word) => word.startsWith('-'));
  return isOneName ? [text] : words;
}

/** A text that `entryWords` reads as these words. */
export function entryText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}

/** What one piece of a word is: between double quotes, between single ones, an escaped character, anything else. */
const PIECE = /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])|([^\s"'\\]+)/y;

function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let at = 0;
  let open: string | null = null;
  while (at < text.length) {
    const space = /\s*/y;
    space.lastIndex = at;
    const { length } = space.exec(text)![0];
    if (length > 0) {
      if (open !== null) words.push(open);
      open = null;
      at += length;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text);
    if (piece === null) return null;
    const [whole, double, single, escaped, plain] = piece;
    open = (open ?? '') + (double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? plain ?? '');
    at += whole.length;
  }
  return open === null ? words : [...words, open];
}
