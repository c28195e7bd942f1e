// Builds texts: plain ones become constants, f-strings become parts, and texts side by side are one.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { type Building, childrenOf } from './building.ts';
import type { FormatField, FormatPart, TreeNode } from './expression-tree.ts';
import { decoded, literalParts, type TextLiteral } from './text-literal.ts';

/** A text literal, an f-string, or several of them side by side. */
export function buildText(node: SyntaxNode, building: Building): TreeNode {
  const column = building.column(node);
  const parts = (node.name === 'ContinuedString' ? childrenOf(node) : [node]).flatMap((each) => partsOf(each, building));
  const texts = parts.filter((each) => typeof each === 'string');
  return texts.length === parts.length ? { kind: 'constant', column, value: texts.join('') } : { kind: 'format', column, parts };
}

function partsOf(node: SyntaxNode, building: Building): FormatPart[] {
  const column = building.column(node);
  const literal = literalParts(building.written(node), column);
  return node.name === 'FormatString' ? formatParts(node, literal, building) : [decoded(literal.body, literal.raw, column)];
}

function formatParts(node: SyntaxNode, literal: TextLiteral, building: Building): FormatPart[] {
  const parts: FormatPart[] = [];
  let from = building.column(node) + literal.bodyFrom;
  const plain = (to: number): void => {
    if (to > from) parts.push(decoded(withoutDoubledBraces(building.source.slice(from - 1, to - 1), from), literal.raw, from));
  };
  for (const field of fieldsOf(node)) {
    plain(building.column(field));
    parts.push(buildField(field, building));
    from = building.columnAt(field.to);
  }
  plain(building.columnAt(node.to) - literal.quotes);
  return parts;
}

function fieldsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter((each) => each.name === 'FormatReplacement');
}

function buildField(node: SyntaxNode, building: Building): FormatField {
  const inner = childrenOf(node).slice(1, -1);
  const [value, ...rest] = inner;
  const strange = rest.find((each) => each.name !== 'FormatConversion' && each.name !== 'FormatSpec');
  if (value === undefined || strange !== undefined) return fail('SYNTAX', 'a field is written {value}, {value!r} or {value:.2f}', building.column(strange ?? node));
  const spec = rest.find((each) => each.name === 'FormatSpec');
  return { value: building.node(value), conversion: conversionOf(rest, building), spec: spec === undefined ? [] : building.deeper(spec, () => specParts(spec, building)) };
}

function conversionOf(rest: readonly SyntaxNode[], building: Building): 's' | 'r' | null {
  const conversion = rest.find((each) => each.name === 'FormatConversion');
  if (conversion === undefined) return null;
  const letter = building.written(conversion).slice(1);
  return letter === 's' || letter === 'r' ? letter : fail('SYNTAX', 'there are !r and !s', building.column(conversion));
}

// A spec begins with its colon; fields within it, such as {value:.{digits}f}, are filled in first.
function specParts(spec: SyntaxNode, building: Building): FormatPart[] {
  const parts: FormatPart[] = [];
  let from = building.column(spec) + 1;
  for (const field of fieldsOf(spec)) {
    parts.push(building.source.slice(from - 1, building.column(field) - 1), buildField(field, building));
    from = building.columnAt(field.to);
  }
  return [...parts, building.source.slice(from - 1, building.columnAt(spec.to) - 1)];
}

function withoutDoubledBraces(text: string, column: number): string {
  return text.replace(/\{\{|\}\}|[{}]/g, (braces) => (braces.length === 2 ? (braces[0] ?? '') : fail('SYNTAX', `a single \`${braces}\` is not allowed in an f-string; double it`, column)));
}
