// Walks a tree and computes; the depth is bounded by the parser, the work by the meter.
import { assertNever } from '../domain/errors.ts';
import { fail } from './expression-error.ts';
import type { Meter } from './meter.ts';
import { formatted } from './python/format-spec.ts';
import { callFunction, itemsOf } from './python/functions.ts';
import { compare, operate } from './python/operators.ts';
import { itemAt, sliceOf } from './python/subscript.ts';
import { callMethod } from './python/text-methods.ts';
import { reprOf, strOf } from './python/text-form.ts';
import { asNumber, hashText, truth, typeName, type Value } from './python/value.ts';
import type { FormatField, FormatPart, TreeNode } from './syntax/expression-tree.ts';
import { CONSTANTS, isFunctionName } from './syntax/vocabulary.ts';

type NodeOf<Kind extends TreeNode['kind']> = Extract<TreeNode, { kind: Kind }>;

/** One evaluation of a tree. */
export class TreeWalk {
  /** Column of the operation at hand; where an error without a column belongs. */
  column = 1;
  readonly #meter: Meter;
  readonly #variable: (name: string) => Value | undefined;
  /** Names bound by a `for` around, the innermost value of each. */
  readonly #bound = new Map<string, Value>();

  constructor(meter: Meter, variable: (name: string) => Value | undefined) {
    this.#meter = meter;
    this.#variable = variable;
  }

  /** The value of a node. */
  value(node: TreeNode): Value {
    this.#at(node.column);
    this.#meter.spend(1);
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'name':
        return this.#name(node);
      case 'items':
        return { kind: node.as, items: this.#values(node.items) };
      case 'dict':
        return this.#dict(node);
      case 'arithmetic':
        return this.#arithmetic(node);
      case 'comparison':
        return this.#comparison(node);
      case 'logic':
        return this.#logic(node);
      case 'unary':
        return this.#unary(node);
      case 'choice':
        return this.value(truth(this.value(node.condition)) ? node.yes : node.no);
      case 'index':
        return this.#index(node);
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#call(node);
      case 'method':
        return this.#method(node);
      case 'each':
        return this.#each(node);
      case 'format':
        return this.#format(node.parts);
      default:
        return assertNever(node);
    }
  }

  #at(column: number): void {
    this.column = column;
  }

  #values(nodes: readonly TreeNode[]): Value[] {
    return nodes.map((node) => this.value(node));
  }

  #name({ name, hashed, column }: NodeOf<'name'>): Value {
    const value = this.#bound.get(name) ?? this.#variable(name);
    if (value !== undefined) return value;
    const constant = hashed ? undefined : CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    if (isFunctionName(name)) return fail('NAME', `\`${name}\` is a function; call it: ${name}(…)`, column);
    return fail('NAME', `there is no variable \`${name.slice(0, 100)}\` here; set it in a step before, or put a text in quotes`, column);
  }

  #dict(node: NodeOf<'dict'>): Value {
    const entries = new Map<string, readonly [Value, Value]>();
    for (const [keyNode, valueNode] of node.entries) {
      const key = this.value(keyNode);
      const value = this.value(valueNode);
      this.#at(keyNode.column);
      const hash = hashText(key, this.#meter);
      // As in Python a key given twice keeps its first form and place.
      entries.set(hash, [entries.get(hash)?.[0] ?? key, value]);
    }
    return { kind: 'dict', entries };
  }

  #arithmetic({ first, links }: NodeOf<'arithmetic'>): Value {
    return links.reduce((left, { operator, right: node, column }) => {
      const right = this.value(node);
      this.#at(column);
      this.#meter.spend(1);
      return operate(operator, [left, right], this.#meter);
    }, this.value(first));
  }

  // a < b < c is a < b and b < c, with b computed once and c only when needed.
  #comparison({ first, links }: NodeOf<'comparison'>): Value {
    let left = this.value(first);
    for (const { operator, right: node, column } of links) {
      const right = this.value(node);
      this.#at(column);
      this.#meter.spend(1);
      if (!compare(operator, [left, right], this.#meter)) return false;
      left = right;
    }
    return true;
  }

  // Like Python's, it gives the operand that decided and not only True or False.
  #logic({ operator, terms }: NodeOf<'logic'>): Value {
    let value: Value = null;
    for (const term of terms) {
      value = this.value(term);
      if (truth(value) === (operator === 'or')) return value;
    }
    return value;
  }

  #unary({ operator, operand, column }: NodeOf<'unary'>): Value {
    const value = this.value(operand);
    if (operator === 'not') return !truth(value);
    this.#at(column);
    const number = asNumber(value);
    if (number === null) return fail('TYPE', `\`${operator}\` goes before a number, not ${typeName(value)}`, column);
    return operator === '-' ? -number : number;
  }

  #index(node: NodeOf<'index'>): Value {
    const target = this.value(node.target);
    const key = this.value(node.key);
    this.#at(node.column);
    return itemAt(target, key, this.#meter);
  }

  #slice(node: NodeOf<'slice'>): Value {
    const target = this.value(node.target);
    const [start, stop, step] = node.bounds.map((bound) => (bound === null ? null : this.value(bound)));
    this.#at(node.column);
    return sliceOf(target, [start ?? null, stop ?? null, step ?? null], this.#meter);
  }

  #call(node: NodeOf<'call'>): Value {
    const args = this.#values(node.args);
    const keywords = new Map([...node.keywords].map(([key, value]) => [key, this.value(value)] as const));
    this.#at(node.column);
    return callFunction(node.name, { args, keywords, meter: this.#meter });
  }

  #method(node: NodeOf<'method'>): Value {
    const target = this.value(node.target);
    const args = this.#values(node.args);
    this.#at(node.column);
    return callMethod(node.name, target, { args, meter: this.#meter });
  }

  #each({ item, name, source, filters, column }: NodeOf<'each'>): Value {
    const through = itemsOf(this.value(source), this.#meter);
    const before = this.#bound.get(name);
    const items: Value[] = [];
    for (const each of through) {
      this.#bound.set(name, each);
      if (filters.every((filter) => truth(this.value(filter)))) items.push(this.value(item));
    }
    if (before === undefined) this.#bound.delete(name);
    else this.#bound.set(name, before);
    this.#at(column);
    this.#meter.items(items.length);
    return { kind: 'list', items };
  }

  #format(parts: readonly FormatPart[]): string {
    const text = parts.map((part) => (typeof part === 'string' ? part : this.#field(part))).join('');
    this.#meter.text(text.length);
    return text;
  }

  #field({ value: node, conversion, spec }: FormatField): string {
    const value = this.value(node);
    const written = conversion === null ? value : conversion === 'r' ? reprOf(value, this.#meter) : strOf(value, this.#meter);
    const format = this.#format(spec);
    this.#at(node.column);
    return formatted(written, format, this.#meter);
  }
}
