// Reads the text of a pattern, character by character, into its tree.
import { invalid, type InputPath } from '../input/check.ts';
import { classOfEscape, literalOfEscape } from './pattern-escape.ts';
import { type CodeRange, MAX_PATTERN_DEPTH, MAX_REPEAT, type PatternNode } from './pattern-node.ts';

const QUANTIFIERS = '*+?{';

/** A reader of one pattern; `read` is called once. */
export class PatternReader {
  private readonly codes: readonly string[];
  private readonly path: InputPath;
  private at = 0;
  private depth = 0;

  constructor(text: string, path: InputPath) {
    this.codes = [...text];
    this.path = path;
  }

  /** The whole pattern. Throws INVALID with the place of what is not understood. */
  read(): PatternNode {
    const node = this.choice();
    if (this.at < this.codes.length) this.fail('an unopened )');
    return node;
  }

  private choice(): PatternNode {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.codes.length && this.peek() !== '|' && this.peek() !== ')') parts.push(this.quantified());
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  private quantified(): PatternNode {
    const begin = this.at;
    const part = this.atom();
    const quantifier = this.quantifier();
    if (quantifier === null) return part;
    if (part.kind === 'start' || part.kind === 'end') this.fail('nothing to repeat', begin);
    // A question mark behind it only says which of several matches is found; whether there is one stays the same.
    this.take('?');
    if (QUANTIFIERS.includes(this.peek() ?? ' ')) this.fail('a quantifier of a quantifier: put the first in a group');
    return { kind: 'repeat', part, ...quantifier };
  }

  private quantifier(): { min: number; max: number | null } | null {
    if (this.take('*')) return { min: 0, max: null };
    if (this.take('+')) return { min: 1, max: null };
    if (this.take('?')) return { min: 0, max: 1 };
    if (!this.take('{')) return null;
    const begin = this.at;
    const min = this.number();
    const max = this.take(',') ? (this.peek() === '}' ? null : this.number()) : min;
    if (!this.take('}')) this.fail('a { that is no count such as {2,5}: write \\{ for the sign itself', begin - 1);
    if (max !== null && max < min) this.fail('a count that ends before it begins', begin);
    return { min, max };
  }

  private number(): number {
    let digits = '';
    while (/^[0-9]$/.test(this.peek() ?? '')) digits += this.codes[this.at++]!;
    if (digits === '') this.fail('a { that is no count such as {2,5}: write \\{ for the sign itself', this.at - 1);
    if (Number(digits) > MAX_REPEAT) this.fail(`a count above ${MAX_REPEAT}`);
    return Number(digits);
  }

  private atom(): PatternNode {
    const sign = this.codes[this.at]!;
    if (QUANTIFIERS.includes(sign)) this.fail('nothing to repeat');
    this.at++;
    if (sign === '.') return { kind: 'any' };
    if (sign === '^') return { kind: 'start' };
    if (sign === '$') return { kind: 'end' };
    if (sign === '(') return this.group();
    if (sign === '[') return this.characterClass();
    if (sign === '\\') return classOfEscape(this.peek()) === null ? { kind: 'literal', code: this.escaped() } : { kind: 'class', ...classOfEscape(this.codes[this.at++])! };
    return { kind: 'literal', code: sign.codePointAt(0)! };
  }

  private group(): PatternNode {
    const begin = this.at - 1;
    if (this.take('?') && !this.take(':')) this.fail('a group of a kind that is not known here: only ( ) and (?: ) are', begin);
    if (++this.depth > MAX_PATTERN_DEPTH) this.fail(`groups nested deeper than ${MAX_PATTERN_DEPTH}`, begin);
    const inner = this.choice();
    if (!this.take(')')) this.fail('an unclosed (', begin);
    this.depth--;
    return { kind: 'sequence', parts: [inner] };
  }

  private characterClass(): PatternNode {
    const begin = this.at - 1;
    const negated = this.take('^');
    const ranges: CodeRange[] = [];
    while (this.peek() !== ']' || ranges.length === 0) {
      if (this.at >= this.codes.length) this.fail('an unclosed [', begin);
      ranges.push(...this.classItem());
    }
    this.at++;
    return { kind: 'class', negated, ranges };
  }

  private classItem(): readonly CodeRange[] {
    const begin = this.at;
    const sign = this.codes[this.at++]!;
    if (sign === '[' || sign === ']') this.fail(`a ${sign} in a class: write \\${sign} for the sign itself`, begin);
    if (sign === '\\') {
      const whole = classOfEscape(this.peek());
      if (whole !== null && whole.negated) this.fail('a negated class in a class', begin);
      if (whole !== null) return this.at++, whole.ranges;
    }
    const from = sign === '\\' ? this.escaped() : sign.codePointAt(0)!;
    if (this.peek() !== '-' || this.codes[this.at + 1] === ']' || this.at + 1 >= this.codes.length) return [[from, from]];
    this.at++;
    const last = this.codes[this.at++]!;
    if (last === '[') this.fail('a [ in a class: write \\[ for the sign itself', this.at - 1);
    if (last === '\\' && classOfEscape(this.peek()) !== null) this.fail('a range that ends in a class', begin);
    const to = last === '\\' ? this.escaped() : last.codePointAt(0)!;
    if (to < from) this.fail('a range that ends before it begins', begin);
    return [[from, to]];
  }

  private escaped(): number {
    const sign = this.codes[this.at];
    const code = literalOfEscape(sign);
    if (code === null) this.fail(sign === undefined ? 'a \\ with nothing behind it' : `\\${sign}, which is not known here`, this.at - 1);
    this.at++;
    return code;
  }

  private peek(): string | undefined {
    return this.codes[this.at];
  }

  private take(sign: string): boolean {
    if (this.codes[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private fail(what: string, at: number = this.at): never {
    invalid(this.path, `the pattern has ${what}, at character ${at + 1}`);
  }
}
