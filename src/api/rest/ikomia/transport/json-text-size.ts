// What a JSON text would cost to parse, told before it is parsed.

/** Most levels of a body. */
export const MAX_BODY_DEPTH = 64;
/** Most values of a body, counted by brackets and commas: a hundred megabytes of empty lists would be gigabytes of objects. */
export const MAX_BODY_VALUES = 500_000;

const [QUOTE, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, BACKSLASH] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c];

/** Why the text is not worth parsing, or null. Texts within it are skipped, however long they are: a picture costs one look for its end. */
export function jsonExcess(text: string): string | null {
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === COMMA || code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (code !== COMMA && ++depth > MAX_BODY_DEPTH) return `has more than ${MAX_BODY_DEPTH} levels`;
      if (++values > MAX_BODY_VALUES) return `has more than ${MAX_BODY_VALUES} values`;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
  }
  return null;
}

/** Where the text that begins at `start` ends; the end of all when it does not. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
