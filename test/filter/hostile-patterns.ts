// Two hundred patterns that make engines which go back take for ever, and texts that bring it out.

const UNITS = ['a', '.', '\\w', '[a-z]', 'a|a', 'a|aa', 'a|ab', '(a)', 'a?', 'x*'];
const SHAPES: readonly ((unit: string) => string)[] = [
  (u) => `^(${u})+$`, (u) => `^((${u})+)+$`, (u) => `^((${u})*)*b$`, (u) => `(${u})*(${u})*(${u})*c`, (u) => `^(${u})*(${u})*(${u})*(${u})*!$`, (u) => `((${u}){1,20}){1,10}!`, (u) => `(${u}){0,90}(${u}){0,90}!$`,
  (u) => `(.*${u}){12}!`, (u) => `^(((${u})*)*)*!$`, (u) => `(${u}|${u})*!`, (u) => `(${u}.*){9}$`, (u) => `^(${u}|b|ab)*(a|${u})*bac$`, (u) => `((${u})*|b)*c`, (u) => `(?:(?:${u})+b?)+!`, (u) => `[^!]*(${u})[^!]{0,80}!`,
  (u) => `.*.*.*.*(${u})=.*!`, (u) => `((${u})?){90}a{90}`, (u) => `^(.?${u}){60}$`, (u) => `(${u})+(${u})+(${u})+(${u})+!`, (u) => `^(${u}+|\\s+)*[0-9]$`,
];

/** The patterns. */
export const HOSTILE: readonly string[] = SHAPES.flatMap((shape) => UNITS.map(shape));
/** The texts, as long as names may be. */
export const BAIT: readonly string[] = ['a'.repeat(254), `${'a'.repeat(253)}!`, `${'ab'.repeat(126)}!`, 'x'.repeat(255), `${' '.repeat(200)}a`];
