// Texts as they are written: quotes, prefixes and escapes.
import { fail } from '../expression-error.ts';

/** A literal taken apart; `bodyFrom` is where its body begins within it. */
export interface TextLiteral {
  readonly raw: boolean;
  readonly body: string;
  readonly bodyFrom: number;
  /** Length of the quotes at either end. */
  readonly quotes: number;
}

/** Takes a literal with its prefix and quotes apart; throws SYNTAX for bytes and texts that do not end. */
export function literalParts(written: string, column: number): TextLiteral {
  const match = /^([a-z]*)('''|"""|'|")/i.exec(written);
  const [, prefix = '', quotes = ''] = match ?? [];
  if (match === null || written.length < prefix.length + 2 * quotes.length || !written.endsWith(quotes)) return fail('SYNTAX', 'the text does not end; close its quotes', column);
  if (/b/i.test(prefix)) return fail('SYNTAX', 'bytes are not available; leave the b out', column);
  const bodyFrom = prefix.length + quotes.length;
  return { raw: /r/i.test(prefix), body: written.slice(bodyFrom, written.length - quotes.length), bodyFrom, quotes: quotes.length };
}

const SIMPLE: ReadonlyMap<string, string> = new Map(Object.entries({ '\n': '', '\\': '\\', "'": "'", '"': '"', a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));
const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[^]))/gu;

/** What a body stands for. Escapes that Python does not know stay as they are, as in Python. */
export function decoded(body: string, raw: boolean, column: number): string {
  if (raw) return body;
  return body.replace(ESCAPE, (whole, ...groups: (string | undefined)[]) => {
    const [octal, hex, short, long, other = ''] = groups;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const code = hex ?? short ?? long;
    if (code !== undefined) return characterOf(Number.parseInt(code, 16), column);
    if (other === '\r\n') return '';
    if ('xuUN'.includes(other)) return fail('SYNTAX', `\`\\${other}\` is no complete escape; write \\xhh, \\uhhhh or \\Uhhhhhhhh with hexadecimal digits`, column);
    return SIMPLE.get(other) ?? whole;
  });
}

function characterOf(code: number, column: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : fail('SYNTAX', 'there is no such character; \\U goes up to 0010ffff', column);
}
