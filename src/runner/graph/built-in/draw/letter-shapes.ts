// Letters of 5 by 7 pixels, so that labels need no fonts of the system. Small letters look like capitals; what has no shape is a frame.

/** Width and height of a letter, and the pixels from one to the next. */
export const LETTER = { width: 5, height: 7, advance: 6 } as const;

// Seven rows each, top to bottom; the highest of five bits is the leftmost pixel.
const SHAPES = new Map<string, readonly number[]>(
  Object.entries({
    ' ': '00 00 00 00 00 00 00', A: '0e 11 11 1f 11 11 11', B: '1e 11 11 1e 11 11 1e', C: '0f 10 10 10 10 10 0f', D: '1e 11 11 11 11 11 1e', E: '1f 10 10 1e 10 10 1f',
    F: '1f 10 10 1e 10 10 10', G: '0f 10 10 17 11 11 0f', H: '11 11 11 1f 11 11 11', I: '0e 04 04 04 04 04 0e', J: '01 01 01 01 01 11 0e', K: '11 12 14 18 14 12 11',
    L: '10 10 10 10 10 10 1f', M: '11 1b 15 15 11 11 11', N: '11 11 19 15 13 11 11', O: '0e 11 11 11 11 11 0e', P: '1e 11 11 1e 10 10 10', Q: '0e 11 11 11 15 12 0d',
    R: '1e 11 11 1e 14 12 11', S: '0f 10 10 0e 01 01 1e', T: '1f 04 04 04 04 04 04', U: '11 11 11 11 11 11 0e', V: '11 11 11 11 0a 0a 04', W: '11 11 11 15 15 1b 11',
    X: '11 0a 0a 04 0a 0a 11', Y: '11 11 0a 04 04 04 04', Z: '1f 01 02 04 08 10 1f', 0: '0e 11 13 15 19 11 0e', 1: '04 0c 14 04 04 04 1f', 2: '0e 11 01 06 08 10 1f',
    3: '1e 01 01 0e 01 01 1e', 4: '02 06 0a 12 1f 02 02', 5: '1f 10 1e 01 01 11 0e', 6: '06 08 10 1e 11 11 0e', 7: '1f 01 02 04 04 08 08', 8: '0e 11 11 0e 11 11 0e',
    9: '0e 11 11 0f 01 02 0c', '.': '00 00 00 00 00 0c 0c', ',': '00 00 00 00 0c 04 08', ':': '00 0c 0c 00 0c 0c 00', '-': '00 00 00 0e 00 00 00', _: '00 00 00 00 00 00 1f',
    '+': '00 04 04 1f 04 04 00', '%': '19 1a 02 04 08 0b 13', '/': '01 01 02 04 08 10 10', '(': '02 04 08 08 08 04 02', ')': '08 04 02 02 02 04 08', '#': '0a 0a 1f 0a 1f 0a 0a',
    '!': '04 04 04 04 04 00 04', '?': '0e 11 01 06 04 00 04', '=': '00 00 1f 00 1f 00 00', "'": '04 04 08 00 00 00 00', '"': '0a 0a 00 00 00 00 00', '&': '0c 12 14 08 15 12 0d',
    '*': '00 15 0e 1f 0e 15 00', '<': '02 04 08 10 08 04 02', '>': '08 04 02 01 02 04 08', '[': '0e 08 08 08 08 08 0e', ']': '0e 02 02 02 02 02 0e', '@': '0e 11 17 15 17 10 0f',
    ';': '00 0c 0c 00 0c 04 08',
  }).map(([letter, rows]) => [letter, rows.split(' ').map((row) => Number.parseInt(row, 16))]),
);
const FRAME: readonly number[] = [31, 17, 17, 17, 17, 17, 31];

/** Whether the letter covers a pixel; column and row from its top left. */
export function isInked(letter: string, column: number, row: number): boolean {
  return (((SHAPES.get(letter.toUpperCase()) ?? FRAME)[row]! >> (LETTER.width - 1 - column)) & 1) === 1;
}
