// Texts as filters compare them, alike in memory and in the database: by code point, and with one simple lower-case letter for each letter.

/** The letter whose lower case is two characters in full; one by one, as the database counts, it is an i. */
const DOTTED_CAPITAL_I = 0x130;

/** The text in lower case, character by character: none becomes two, and none depends on its neighbours. */
export function foldCase(text: string): string {
  let folded = '';
  for (const letter of text) folded += foldLetter(letter);
  return folded;
}

/** One character in lower case. */
export function foldLetter(letter: string): string {
  if (letter.codePointAt(0) === DOTTED_CAPITAL_I) return 'i';
  const lower = letter.toLowerCase();
  return lower.length <= 2 && [...lower].length === 1 ? lower : letter;
}

/** Below zero, zero or above it, by code points; JavaScript itself would compare halves of surrogate pairs. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return beyondSurrogates(x) - beyondSurrogates(y);
  }
  return a.length - b.length;
}

// Units of surrogate pairs stand for characters above all those of one unit.
function beyondSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
