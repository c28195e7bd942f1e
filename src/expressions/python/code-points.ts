// Texts as Python counts them: by code points, where JavaScript counts an emoji twice.

/** Has it characters that JavaScript counts as two? */
export function hasAstral(text: string): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text);
}

/** Length in code points. */
export function pointCount(text: string): number {
  return hasAstral(text) ? [...text].length : text.length;
}

/** The code points at these places, in their order; places lie within the text. */
export function pointsAt(text: string, places: readonly number[]): string {
  const characters: string | readonly string[] = hasAstral(text) ? [...text] : text;
  return places.map((place) => characters[place] ?? '').join('');
}

/** Code points from one place up to another, without it; both lie within the text. */
export function pointSlice(text: string, from: number, to: number): string {
  return hasAstral(text) ? [...text].slice(from, to).join('') : text.slice(from, to);
}
