// Finding a text within another in time that grows with their lengths: the built-in search takes their product for some.

/** Needles up to this length are left to the built-in search, whose worst case is then that many passes. */
const SHORT_NEEDLE = 16;

/** Is `needle` in `text`? */
export function includesText(text: string, needle: string): boolean {
  return needle.length <= SHORT_NEEDLE ? text.includes(needle) : placesOf(text, needle, 1).length > 0;
}

/** The pieces between the places where `needle` stands, which is not empty. */
export function piecesBetween(text: string, needle: string): string[] {
  if (needle.length <= SHORT_NEEDLE) return text.split(needle);
  const places = placesOf(text, needle, Number.POSITIVE_INFINITY);
  return [-needle.length, ...places].map((place, n) => text.slice(place + needle.length, places[n] ?? text.length));
}

// The search of Knuth, Morris and Pratt: after a mismatch it goes on with the longest part that still fits.
function placesOf(text: string, needle: string, most: number): number[] {
  const places: number[] = [];
  if (needle.length > text.length) return places;
  const fallbacks = fallbacksOf(needle);
  let fitting = 0;
  for (let at = 0; at < text.length && places.length < most; at += 1) {
    const code = text.charCodeAt(at);
    while (fitting > 0 && needle.charCodeAt(fitting) !== code) fitting = fallbacks[fitting - 1] ?? 0;
    if (needle.charCodeAt(fitting) === code) fitting += 1;
    if (fitting === needle.length) {
      places.push(at + 1 - needle.length);
      fitting = 0;
    }
  }
  return places;
}

// For each length of a fitting part: the longest shorter part that is both its beginning and its end.
function fallbacksOf(needle: string): Int32Array {
  const fallbacks = new Int32Array(needle.length);
  let fitting = 0;
  for (let at = 1; at < needle.length; at += 1) {
    const code = needle.charCodeAt(at);
    while (fitting > 0 && needle.charCodeAt(fitting) !== code) fitting = fallbacks[fitting - 1] ?? 0;
    if (needle.charCodeAt(fitting) === code) fitting += 1;
    fallbacks[at] = fitting;
  }
  return fallbacks;
}
