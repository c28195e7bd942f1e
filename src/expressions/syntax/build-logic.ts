// Builds `not`, `and` and `or`. The parser takes `not a or b` for `not (a or b)`, so their order is settled anew here.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { type Building, childrenOf } from './building.ts';
import type { TreeNode } from './expression-tree.ts';

/** Does the node stand for `not`, `and` or `or`? What is in parentheses is another kind of node. */
export function isLogic(node: SyntaxNode, building: Building): boolean {
  return operatorOf(node, building) !== null;
}

/** Refuses `not` behind an arithmetic sign or a comparison, where Python wants parentheses. */
export function requireNoLogic(node: SyntaxNode, building: Building): void {
  if (isLogic(node, building)) fail('SYNTAX', 'put `not …` into parentheses here', building.column(node));
}

/** A whole run of them, from the words in the order they are written: `or` binds least, then `and`, then `not`. */
export function buildLogic(node: SyntaxNode, building: Building): TreeNode {
  const words: Word[] = [];
  collect(node, words, building);
  const run = new Run(words, building);
  return run.level('or');
}

type Operator = 'not' | 'and' | 'or';

/** An operator, or an operand. */
interface Word {
  readonly operator: Operator | null;
  readonly node: SyntaxNode;
}

function operatorOf(node: SyntaxNode, building: Building): Operator | null {
  if (node.name !== 'UnaryExpression' && node.name !== 'BinaryExpression') return null;
  const children = childrenOf(node);
  const sign = node.name === 'UnaryExpression' ? children[0] : children.length === 3 ? children[1] : undefined;
  const written = sign === undefined ? '' : building.written(sign);
  return written === 'and' || written === 'or' || (written === 'not' && node.name === 'UnaryExpression') ? written : null;
}

// In the order of the source, with a stack of its own: the tree of a long run is as deep as the run is long.
function collect(root: SyntaxNode, words: Word[], building: Building): void {
  const open: Word[] = [{ operator: null, node: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const operator = next.operator === null ? operatorOf(next.node, building) : null;
    if (operator === null) {
      words.push(next);
      continue;
    }
    const parts = childrenOf(next.node).map((each): Word => ({ operator: building.written(each) === operator && each.firstChild === null ? operator : null, node: each }));
    open.push(...parts.toReversed());
  }
}

// Reads the words by precedence; every `not` is one level of the tree, a chain of `and` or `or` one together.
class Run {
  readonly #words: readonly Word[];
  readonly #building: Building;
  #at = 0;

  constructor(words: readonly Word[], building: Building) {
    this.#words = words;
    this.#building = building;
  }

  level(operator: 'and' | 'or'): TreeNode {
    const below = () => (operator === 'or' ? this.level('and') : this.#operand());
    const terms = [below()];
    const column = this.#column();
    while (this.#words[this.#at]?.operator === operator) {
      this.#at += 1;
      terms.push(below());
    }
    const [only] = terms;
    return terms.length === 1 && only !== undefined ? only : { kind: 'logic', column, operator, terms };
  }

  #operand(): TreeNode {
    const word = this.#words[this.#at];
    if (word === undefined || (word.operator !== null && word.operator !== 'not')) return fail('SYNTAX', 'a value is missing here', this.#column());
    const column = this.#column();
    this.#at += 1;
    if (word.operator === null) return this.#building.node(word.node);
    return this.#building.deeper(word.node, () => ({ kind: 'unary', column, operator: 'not', operand: this.#operand() }));
  }

  #column(): number {
    const word = this.#words[this.#at] ?? this.#words.at(-1);
    return word === undefined ? 1 : this.#building.column(word.node);
  }
}
