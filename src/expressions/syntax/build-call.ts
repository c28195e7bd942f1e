// Builds calls: of a fixed list of functions and of methods of texts, the number of their arguments checked before anything runs.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { buildEach } from './build-each.ts';
import { isMath, noAttribute } from './build-member.ts';
import { type Building, childrenOf } from './building.ts';
import type { TreeNode } from './expression-tree.ts';
import { type Arity, FUNCTION_ARITY, type FunctionName, isFunctionName, isMethodName, MATH_FUNCTIONS, METHOD_ARITY } from './vocabulary.ts';

/** `name(…)`, `math.name(…)` and `text.method(…)`. */
export function buildCall(node: SyntaxNode, building: Building): TreeNode {
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) return fail('SYNTAX', 'something is missing here', building.column(node));
  if (callee.name === 'VariableName') return buildFunction(functionNamed(callee, building), { callee, list }, building);
  const [target, dot, property] = callee.name === 'MemberExpression' ? childrenOf(callee) : [];
  if (target === undefined || dot?.name !== '.' || property === undefined) return fail('SYNTAX', 'only functions and methods can be called, by their names', building.column(callee));
  const name = building.written(property);
  if (isMath(target, building)) {
    const known = isFunctionName(name) && MATH_FUNCTIONS.has(name) ? name : fail('SYNTAX', `there is no math.${name.slice(0, 50)}; there are ${[...MATH_FUNCTIONS].join(', ')}, pi and e`, building.column(property));
    return buildFunction(known, { callee: property, list }, building);
  }
  if (!isMethodName(name)) return fail('SYNTAX', noAttribute(name), building.column(property));
  const { args } = argumentsOf(list, { name, arity: METHOD_ARITY[name] }, building);
  return { kind: 'method', column: building.column(property), target: building.node(target), name, args };
}

interface CallParts {
  readonly callee: SyntaxNode;
  readonly list: SyntaxNode;
}

function functionNamed(callee: SyntaxNode, building: Building): FunctionName {
  const name = building.written(callee);
  if (building.isHashed(callee)) return fail('SYNTAX', `#${name.slice(0, 50)} is a variable; variables cannot be called`, building.column(callee));
  return isFunctionName(name) ? name : fail('SYNTAX', `there is no function \`${name.slice(0, 50)}\`; there are ${Object.keys(FUNCTION_ARITY).join(', ')}`, building.column(callee));
}

function buildFunction(name: FunctionName, { callee, list }: CallParts, building: Building): TreeNode {
  return { kind: 'call', column: building.column(callee), name, ...argumentsOf(list, { name, arity: FUNCTION_ARITY[name] }, building) };
}

interface Arguments {
  readonly args: readonly TreeNode[];
  readonly keywords: ReadonlyMap<string, TreeNode>;
}

function argumentsOf(list: SyntaxNode, { name, arity }: { name: string; arity: Arity }, building: Building): Arguments {
  const inside = childrenOf(list).slice(1, -1);
  const given = inside.some((each) => each.name === 'for') ? { args: [buildEach(inside, building)], keywords: new Map<string, TreeNode>() } : plainArguments(inside, name, building);
  if (given.args.length < arity.least || given.args.length > arity.most) {
    const wanted = arity.least === arity.most ? `${arity.least}` : `${arity.least} to ${arity.most}`;
    fail('TYPE', `${name} takes ${wanted} argument${arity.most === 1 ? '' : 's'}, not ${given.args.length}`, building.column(list));
  }
  const strange = [...given.keywords.keys()].find((each) => arity.keywords?.includes(each) !== true);
  if (strange !== undefined) fail('TYPE', `${name} has no argument named \`${strange.slice(0, 50)}\`; give it by its place`, building.column(list));
  return given;
}

// Between two commas stands one value, or a name, `=` and a value.
function plainArguments(inside: readonly SyntaxNode[], name: string, building: Building): Arguments {
  const args: TreeNode[] = [];
  const keywords = new Map<string, TreeNode>();
  for (const piece of betweenCommas(inside)) {
    const [first, second, third] = piece;
    if (first === undefined) continue;
    if (second === undefined) args.push(keywords.size === 0 ? building.node(first) : fail('SYNTAX', 'arguments by place come before arguments by name', building.column(first)));
    else if (first.name === 'VariableName' && second.name === 'AssignOp' && third !== undefined && piece.length === 3) setKeyword(keywords, { first, value: third }, building);
    else fail('SYNTAX', `the arguments of ${name} cannot be unpacked with \`*\`; write them one by one`, building.column(first));
  }
  return { args, keywords };
}

function setKeyword(keywords: Map<string, TreeNode>, { first, value }: { first: SyntaxNode; value: SyntaxNode }, building: Building): void {
  const key = building.written(first);
  if (keywords.has(key)) fail('SYNTAX', `the argument \`${key.slice(0, 50)}\` is given twice`, building.column(first));
  keywords.set(key, building.node(value));
}

function betweenCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const pieces: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') pieces.push([]);
    else pieces.at(-1)?.push(node);
  }
  return pieces;
}
