// The tree of an expression: only what is offered of Python, so that evaluating it needs no further checks of what is allowed.
import type { Value } from '../python/value.ts';
import type { FunctionName, MethodName } from './vocabulary.ts';

/** Operators between two values; left to right in a chain, whose order the parser has settled. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
/** Comparisons; `is` only with None on the right. */
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | 'not in' | 'is' | 'is not';

/** One operator of a chain with what stands to its right. */
export interface Link<Operator> {
  readonly operator: Operator;
  readonly right: TreeNode;
  readonly column: number;
}

/** A value within a formatted text; `conversion` is what is done before it is formatted: `!s`, `!r` or nothing. */
export interface FormatField {
  readonly value: TreeNode;
  readonly conversion: 's' | 'r' | null;
  readonly spec: readonly FormatPart[];
}

/** A piece of a formatted text. */
export type FormatPart = string | FormatField;

interface Placed<Kind extends string> {
  readonly kind: Kind;
  /** Where it is written, from 1: of an operation its operator. */
  readonly column: number;
}

/** A node. Chains are flat, so that a long sum is not a deep tree. */
export type TreeNode =
  | (Placed<'constant'> & { readonly value: Value })
  /** `hashed`: written as `#name`, so a variable and never a constant such as `pi`. */
  | (Placed<'name'> & { readonly name: string; readonly hashed: boolean })
  | (Placed<'items'> & { readonly as: 'list' | 'tuple'; readonly items: readonly TreeNode[] })
  | (Placed<'dict'> & { readonly entries: readonly (readonly [TreeNode, TreeNode])[] })
  | (Placed<'arithmetic'> & { readonly first: TreeNode; readonly links: readonly Link<ArithmeticOperator>[] })
  | (Placed<'comparison'> & { readonly first: TreeNode; readonly links: readonly Link<ComparisonOperator>[] })
  | (Placed<'logic'> & { readonly operator: 'and' | 'or'; readonly terms: readonly TreeNode[] })
  | (Placed<'unary'> & { readonly operator: '-' | '+' | 'not'; readonly operand: TreeNode })
  | (Placed<'choice'> & { readonly condition: TreeNode; readonly yes: TreeNode; readonly no: TreeNode })
  | (Placed<'index'> & { readonly target: TreeNode; readonly key: TreeNode })
  | (Placed<'slice'> & { readonly target: TreeNode; readonly bounds: readonly [TreeNode | null, TreeNode | null, TreeNode | null] })
  | (Placed<'call'> & { readonly name: FunctionName; readonly args: readonly TreeNode[]; readonly keywords: ReadonlyMap<string, TreeNode> })
  | (Placed<'method'> & { readonly target: TreeNode; readonly name: MethodName; readonly args: readonly TreeNode[] })
  /** `[item for name in source if …]`. */
  | (Placed<'each'> & { readonly item: TreeNode; readonly name: string; readonly source: TreeNode; readonly filters: readonly TreeNode[] })
  | (Placed<'format'> & { readonly parts: readonly FormatPart[] });
