// How values are written as text: Python's str() and repr().
import type { Meter } from '../meter.ts';
import { isItems, type Value } from './value.ts';

/** Python's str(): texts as they are, everything else as repr(). */
export function strOf(value: Value, meter: Meter): string {
  return typeof value === 'string' ? value : reprOf(value, meter);
}

/** Python's repr(): texts in quotes, floats with the fewest digits that give them back. */
export function reprOf(value: Value, meter: Meter): string {
  meter.spend(1);
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return value.toString();
    case 'number':
      return floatText(value);
    case 'string':
      // Escaping looks at every character by itself, which is dearer than copying.
      meter.read(value.length * 4);
      return quoted(value);
    default:
      return isItems(value) ? itemsText(value.items.map((item) => reprOf(item, meter)), value.kind) : dictText(value.entries.values(), meter);
  }
}

/** A float as Python prints it: `1.0`, `1e-05`, `1e+16`, `inf`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  return `${sign}${placed(digits, Number(exponent))}`;
}

/** The exponent of a float in Python's form: a sign and at least two digits. */
export function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

function placed(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 16) return `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}${exponentText(exponent)}`;
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}

function itemsText(items: readonly string[], kind: 'list' | 'tuple'): string {
  if (kind === 'list') return `[${items.join(', ')}]`;
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function dictText(entries: Iterable<readonly [Value, Value]>, meter: Meter): string {
  return `{${[...entries].map(([key, value]) => `${reprOf(key, meter)}: ${reprOf(value, meter)}`).join(', ')}}`;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t'], ['\\', '\\\\']]);
// What Python calls not printable: controls, unassigned, and every space but the plain one.
const ESCAPED = /[\\\p{C}\p{Z}]/gu;

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(ESCAPED, (each) => (each === ' ' ? each : (SHORT_ESCAPES.get(each) ?? codeEscape(each.codePointAt(0) ?? 0))));
  return `${quote}${quote === "'" ? inner.replaceAll("'", "\\'") : inner}${quote}`;
}

function codeEscape(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x1_00_00 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
