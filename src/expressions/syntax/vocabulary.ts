// The words of the language: functions and methods with how many arguments they take, and what is said of the parts left out.

/** How many arguments something takes, and which it takes by name. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  readonly keywords?: readonly string[];
}

const ANY_NUMBER = 1_000;

/** Functions that are called by their bare name. */
export const FUNCTION_ARITY = {
  abs: { least: 1, most: 1 },
  round: { least: 1, most: 2 },
  min: { least: 1, most: ANY_NUMBER, keywords: ['default'] },
  max: { least: 1, most: ANY_NUMBER, keywords: ['default'] },
  sum: { least: 1, most: 2 },
  len: { least: 1, most: 1 },
  int: { least: 0, most: 1 },
  float: { least: 0, most: 1 },
  bool: { least: 0, most: 1 },
  str: { least: 0, most: 1 },
  sorted: { least: 1, most: 1, keywords: ['reverse'] },
  any: { least: 1, most: 1 },
  all: { least: 1, most: 1 },
  range: { least: 1, most: 3 },
  sqrt: { least: 1, most: 1 },
  exp: { least: 1, most: 1 },
  log: { least: 1, most: 2 },
  log10: { least: 1, most: 1 },
  sin: { least: 1, most: 1 },
  cos: { least: 1, most: 1 },
  tan: { least: 1, most: 1 },
  floor: { least: 1, most: 1 },
  ceil: { least: 1, most: 1 },
} as const satisfies Record<string, Arity>;
/** Name of a function. */
export type FunctionName = keyof typeof FUNCTION_ARITY;

/** Functions that may also be written `math.name(…)`. */
export const MATH_FUNCTIONS: ReadonlySet<FunctionName> = new Set(['sqrt', 'exp', 'log', 'log10', 'sin', 'cos', 'tan', 'floor', 'ceil']);

/** Constants, bare or as `math.name`; a variable of the same name hides the bare one. */
export const CONSTANTS: ReadonlyMap<string, number> = new Map([['pi', Math.PI], ['e', Math.E]]);

/** Methods of texts. */
export const METHOD_ARITY = {
  lower: { least: 0, most: 0 },
  upper: { least: 0, most: 0 },
  strip: { least: 0, most: 1 },
  startswith: { least: 1, most: 1 },
  endswith: { least: 1, most: 1 },
  split: { least: 0, most: 2 },
  join: { least: 1, most: 1 },
  replace: { least: 2, most: 3 },
} as const satisfies Record<string, Arity>;
/** Name of a method of texts. */
export type MethodName = keyof typeof METHOD_ARITY;

/** Is it the name of a function? */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTION_ARITY, name);
}

/** Is it the name of a method of texts? */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHOD_ARITY, name);
}

/** What is said of the parts of Python that are left out, by the parser's name of them. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['LambdaExpression', 'lambda is not available; write the value itself'],
  ['NamedExpression', '`:=` is not available; set a variable in a step of its own'],
  ['AwaitExpression', 'await is not available'],
  ['YieldExpression', 'yield is not available'],
  ['SetExpression', 'sets are not available; use a list'],
  ['SetComprehensionExpression', 'sets are not available; use a list'],
  ['DictionaryComprehensionExpression', 'only lists can be built with `for`'],
  ['ComprehensionExpression', 'write [… for … in …], with brackets'],
  ['Ellipsis', '`...` is not available'],
  ['Comment', '`#` must be followed at once by the name of a variable; comments are not available'],
]);
