// Format specs of f-strings, such as `.2f`, `>10`, `,`, `05d`: the useful part of Python's mini-language, with bounded widths.
import { fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import type { Meter } from '../meter.ts';
import { fixedText, significant } from './exact-decimal.ts';
import { exponentText, floatText, strOf } from './text-form.ts';
import { pointCount, pointSlice } from './code-points.ts';
import { asNumber, withArticle, type Value } from './value.ts';

interface Spec {
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | null;
  readonly sign: '+' | ' ' | '-';
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  readonly precision: number | null;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([+\- ])?(0)?(\d{1,9})?([,_])?(?:\.(\d{1,9}))?([a-zA-Z%])?$/su;

/** `value` written by `spec`; an empty spec is str(). Throws VALUE for specs that do not fit the value. */
export function formatted(value: Value, spec: string, meter: Meter): string {
  if (spec === '') return strOf(value, meter);
  const parsed = parsedSpec(spec);
  meter.text(parsed.width);
  if (typeof value === 'string') return formattedText(value, parsed);
  const number = asNumber(value);
  if (number === null) return fail('TYPE', `${withArticle(value)} takes no format; write {str(…):…}`);
  const unsigned = typeof number === 'bigint' && !'eEfFgG%'.includes(parsed.type || 'd') ? intDigits(number, parsed) : floatDigits(Number(number), parsed);
  const sign = number < 0 || Object.is(number, -0) ? '-' : parsed.sign === '-' ? '' : parsed.sign;
  return padded(sign, unsigned, parsed);
}

function parsedSpec(text: string): Spec {
  const match = SPEC.exec(text);
  if (match === null) return fail('VALUE', `\`${text.slice(0, 50)}\` is no format; such are .2f, 05d, >10, .1%, .3g`);
  const [, fill, align, sign, zero, width = '0', grouping = '', precision, type = ''] = match;
  if (Number(width) > EXPRESSION_LIMITS.formatWidth) return fail('LIMIT', `the width of a format is at most ${EXPRESSION_LIMITS.formatWidth}`);
  if (Number(precision ?? 0) > EXPRESSION_LIMITS.precision) return fail('LIMIT', `the precision of a format is at most ${EXPRESSION_LIMITS.precision}`);
  if (grouping !== '' && (zero !== undefined || align === '=')) return fail('VALUE', 'a format groups digits or fills with zeros, not both');
  return {
    fill: fill ?? (zero !== undefined ? '0' : ' '),
    align: (align ?? (zero !== undefined ? '=' : null)) as Spec['align'],
    sign: (sign ?? '-') as Spec['sign'],
    width: Number(width),
    grouping: grouping as Spec['grouping'],
    precision: precision === undefined ? null : Number(precision),
    type,
  };
}

function formattedText(value: string, spec: Spec): string {
  const zeroFilled = spec.align === '=' && spec.fill === '0';
  if ((spec.type !== '' && spec.type !== 's') || spec.grouping !== '' || spec.sign !== '-' || (spec.align === '=' && !zeroFilled)) {
    return fail('VALUE', 'this format is for numbers, and the value is a text; write float(…)');
  }
  const cut = spec.precision === null ? value : pointSlice(value, 0, spec.precision);
  return aligned(cut, { ...spec, align: zeroFilled ? '<' : (spec.align ?? '<') });
}

const RADIX: ReadonlyMap<string, number> = new Map([['', 10], ['d', 10], ['x', 16], ['X', 16], ['o', 8], ['b', 2]]);

function intDigits(value: bigint, spec: Spec): string {
  const radix = RADIX.get(spec.type);
  if (radix === undefined) return wrongType(spec.type, 'int');
  if (spec.precision !== null) return fail('VALUE', 'an int has no decimals; write .2f, or leave the precision out');
  if (spec.grouping === ',' && radix !== 10) return fail('VALUE', '`,` groups decimal digits only; write _');
  const digits = (value < 0n ? -value : value).toString(radix);
  return grouped(spec.type === 'X' ? digits.toUpperCase() : digits, spec.grouping, radix === 10 ? 3 : 4);
}

function floatDigits(value: number, spec: Spec): string {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return notFiniteText(size, spec.type);
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case 'f':
    case 'F':
      return groupedDecimal(fixedText(size, precision), spec.grouping);
    case '%':
      return `${groupedDecimal(percentText(size, precision), spec.grouping)}%`;
    case 'e':
    case 'E': {
      const text = scientific(size, precision);
      return spec.type === 'E' ? text.toUpperCase() : text;
    }
    case 'g':
    case 'G': {
      const text = groupedDecimal(general(size, Math.max(1, precision)), spec.grouping);
      return spec.type === 'G' ? text.toUpperCase() : text;
    }
    case '':
      return spec.precision === null ? groupedDecimal(floatText(size), spec.grouping) : fail('VALUE', `say how a float is written: .${spec.precision}f, .${spec.precision}g or .${spec.precision}e`);
    default:
      return wrongType(spec.type, 'float');
  }
}

function percentText(size: number, precision: number): string {
  const hundredfold = size * 100;
  return Number.isFinite(hundredfold) ? fixedText(hundredfold, precision) : floatText(hundredfold);
}

function notFiniteText(size: number, type: string): string {
  if (type !== '' && !'eEfFgG%'.includes(type)) return wrongType(type, 'float');
  const text = 'EFG'.includes(type) && type !== '' ? floatText(size).toUpperCase() : floatText(size);
  return type === '%' ? `${text}%` : text;
}

function scientific(size: number, precision: number): string {
  const { text, exponent } = significant(size, precision);
  return `${text[0]}${precision > 0 ? `.${text.slice(1)}` : ''}${exponentText(exponent)}`;
}

function general(size: number, precision: number): string {
  const { exponent } = significant(size, precision - 1);
  const plain = exponent >= -4 && exponent < precision;
  const [mantissa = '', tail] = (plain ? fixedText(size, precision - 1 - exponent) : scientific(size, precision - 1)).split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return tail === undefined ? short : `${short}e${tail}`;
}

function wrongType(type: string, of: string): never {
  return fail('VALUE', `the format \`${type}\` does not write a ${of}; such do d, f, e, g and %`);
}

function grouped(digits: string, mark: Spec['grouping'], size: number): string {
  if (mark === '') return digits;
  const first = digits.length % size;
  const groups = Array.from({ length: Math.floor(digits.length / size) }, (_, n) => digits.slice(first + n * size, first + (n + 1) * size));
  return (first > 0 ? [digits.slice(0, first), ...groups] : groups).join(mark);
}

function groupedDecimal(text: string, mark: Spec['grouping']): string {
  const whole = /^\d+/.exec(text)?.[0] ?? '';
  return `${grouped(whole, mark, 3)}${text.slice(whole.length)}`;
}

function padded(sign: string, digits: string, spec: Spec): string {
  if (spec.align !== '=') return aligned(sign + digits, { ...spec, align: spec.align ?? '>' });
  return sign + spec.fill.repeat(Math.max(0, spec.width - sign.length - digits.length)) + digits;
}

function aligned(text: string, spec: Spec): string {
  const missing = Math.max(0, spec.width - pointCount(text));
  const before = spec.align === '<' ? 0 : spec.align === '^' ? Math.floor(missing / 2) : missing;
  return spec.fill.repeat(before) + text + spec.fill.repeat(missing - before);
}
