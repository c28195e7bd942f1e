// White space as Python sees it, which is not what trim() removes: separators 0x1c to 0x1f belong to it, the byte order mark does not.

const SPACES = '\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';
const SPACE_SET: ReadonlySet<string> = new Set(SPACES);

/** Is the character white space? */
export function isSpace(character: string): boolean {
  return SPACE_SET.has(character);
}

/** The text without the characters of `set` at both ends; without white space when none are given. */
export function stripped(text: string, set?: string): string {
  const removed = set === undefined ? SPACE_SET : new Set(set);
  const characters = [...text];
  const from = characters.findIndex((each) => !removed.has(each));
  return from === -1 ? '' : characters.slice(from, characters.findLastIndex((each) => !removed.has(each)) + 1).join('');
}
