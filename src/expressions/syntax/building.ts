// What is known while a tree is built: the source, the names found so far, the names bound by a `for`, and how deep it goes.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import type { TreeNode } from './expression-tree.ts';
import type { Prepared } from './hash-names.ts';

/** Builds a node by its kind. */
export type BuildNode = (node: SyntaxNode, building: Building) => TreeNode;

/** The state of one parse. */
export class Building {
  readonly source: string;
  /** Variables read so far. */
  readonly names = new Set<string>();
  readonly #prepared: Prepared;
  readonly #bound: string[] = [];
  readonly #build: BuildNode;
  #depth = 0;

  constructor(source: string, prepared: Prepared, build: BuildNode) {
    this.source = source;
    this.#prepared = prepared;
    this.#build = build;
  }

  /** Builds a node and everything below it; throws SYNTAX for what is not offered, LIMIT when it goes too deep. */
  node(node: SyntaxNode): TreeNode {
    return this.deeper(node, () => this.#build(node, this));
  }

  /** Column in the source, from 1, of a place in the parsed text, which has one parenthesis before it. */
  columnAt(place: number): number {
    return this.#prepared.origin(Math.max(0, place - 1)) + 1;
  }

  /** Column of a node. */
  column(node: SyntaxNode): number {
    return this.columnAt(node.from);
  }

  /** The source of a node, as its author wrote it. */
  written(node: SyntaxNode): string {
    return this.source.slice(this.columnAt(node.from) - 1, this.columnAt(node.to) - 1);
  }

  /** The parsed text of a node, in which `1.` is `1.0`. */
  parsed(node: SyntaxNode): string {
    return this.#prepared.text.slice(node.from - 1, node.to - 1);
  }

  /** Was the name written with `#`? */
  isHashed(node: SyntaxNode): boolean {
    return this.#prepared.hashed.has(node.from - 1);
  }

  /** Is the name bound by a `for` around it? */
  isBound(name: string): boolean {
    return this.#bound.includes(name);
  }

  /** Builds one level down; throws LIMIT when that is too deep. */
  deeper<Built>(node: SyntaxNode, build: () => Built): Built {
    if (this.#depth >= EXPRESSION_LIMITS.depth) fail('LIMIT', `the expression is nested deeper than ${EXPRESSION_LIMITS.depth} levels; compute parts of it in steps before`, this.column(node));
    this.#depth += 1;
    try {
      return build();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Builds with a name bound. */
  binding<Built>(name: string, build: () => Built): Built {
    this.#bound.push(name);
    try {
      return build();
    } finally {
      this.#bound.pop();
    }
  }
}

/** The children of a node in order. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
