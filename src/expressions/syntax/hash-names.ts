// Makes `#name` readable for the parser, to which `#` begins a comment: outside of texts it becomes a space, so columns stay.
import { fail } from '../expression-error.ts';

/** A source ready for the parser. */
export interface Prepared {
  readonly text: string;
  /** Where names that were written with `#` stand in `text`. */
  readonly hashed: ReadonlySet<number>;
  /** Place in the source of a place in `text`; they differ after a float such as `1.`, to which a 0 is added. */
  readonly origin: (place: number) => number;
}

/** Prepares a source; throws SYNTAX for a `#` that no name follows. */
export function prepare(source: string): Prepared {
  const scan = new Scan(source);
  scan.code(false);
  const added = scan.added;
  return { text: scan.out, hashed: scan.hashed, origin: (place) => place - added.filter((each) => each < place).length };
}

const NAME_START = /[A-Za-z_\u0080-\uffff]/;
const WORD = /[A-Za-z0-9_\u0080-\uffff]/;
const DIGIT = /[0-9]/;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)$/i;

// Knows just enough of Python's tokens to tell code from texts: prefixes, triple quotes, escapes, fields of f-strings, numbers.
class Scan {
  readonly hashed = new Set<number>();
  readonly added: number[] = [];
  out = '';
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads code to the end, or in a field of an f-string to its closing brace. */
  code(inField: boolean): void {
    let brackets = 0;
    while (this.#at < this.#source.length) {
      const here = this.#peek();
      if (inField && brackets === 0 && (here === '}' || here === ':')) return;
      if ('([{'.includes(here)) brackets += 1;
      if (')]}'.includes(here)) brackets -= 1;
      if (here === '"' || here === "'") this.#text('');
      else if (NAME_START.test(here)) this.#word();
      else if (DIGIT.test(here) || (here === '.' && DIGIT.test(this.#peek(1)))) this.#number();
      else if (here === '#') this.#hash();
      else this.#copy(1);
    }
  }

  #peek(ahead = 0): string {
    return this.#source[this.#at + ahead] ?? '';
  }

  #copy(count: number): void {
    this.out += this.#source.slice(this.#at, this.#at + count);
    this.#at += count;
  }

  #copyWhile(pattern: RegExp): void {
    while (pattern.test(this.#peek())) this.#copy(1);
  }

  #hash(): void {
    if (!/[A-Za-z_]/.test(this.#peek(1))) fail('SYNTAX', '`#` must be followed at once by the name of a variable; comments are not available', this.#at + 1);
    this.hashed.add(this.out.length + 1);
    this.out += ' ';
    this.#at += 1;
  }

  #word(): void {
    const from = this.#at;
    this.#copyWhile(WORD);
    const word = this.#source.slice(from, this.#at);
    if ((this.#peek() === '"' || this.#peek() === "'") && PREFIX.test(word)) this.#text(word);
  }

  #number(): void {
    if (this.#peek() === '0' && /[xob]/i.test(this.#peek(1))) return this.#copyWhile(WORD);
    this.#copyWhile(/[0-9_]/);
    if (this.#peek() === '.') {
      this.#copy(1);
      if (!DIGIT.test(this.#peek())) {
        this.added.push(this.out.length);
        this.out += '0';
      }
      this.#copyWhile(/[0-9_]/);
    }
    if (/^e[+-]?[0-9]/i.test(this.#source.slice(this.#at, this.#at + 3))) {
      this.#copy(2);
      this.#copyWhile(/[0-9_]/);
    }
  }

  #text(prefix: string): void {
    const quote = this.#peek();
    const mark = this.#source.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    this.#copy(mark.length);
    const formatted = /f/i.test(prefix);
    while (this.#at < this.#source.length && !this.#source.startsWith(mark, this.#at)) {
      if (this.#peek() === '\\') this.#copy(2);
      else if (formatted && this.#peek() === '{') this.#field();
      else this.#copy(1);
    }
    this.#copy(mark.length);
  }

  #field(): void {
    if (this.#peek(1) === '{') return this.#copy(2);
    this.#copy(1);
    this.code(true);
    if (this.#peek() === ':') {
      while (this.#at < this.#source.length && this.#peek() !== '}') {
        if (this.#peek() === '{') this.#field();
        else this.#copy(1);
      }
    }
    this.#copy(1);
  }
}
