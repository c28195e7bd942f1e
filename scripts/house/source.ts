// One source file as the house check sees it: its runtime imports, its functions, its classes and where it reads the environment.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Visitor, parseSync } from 'vite';

/** An import that exists at run time; `import type` and `export type` draw no arrow. */
export interface RuntimeImport {
  /** As written, e.g. `../domain/task.ts` or `node:fs`. */
  readonly specifier: string;
  /** Path of the imported file below the source folder, or null for a package or a file that is not there. */
  readonly target: string | null;
  readonly line: number;
}

/** A function body, by the line it starts on. */
export interface FunctionFact {
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

/** Facts about one file; `path` is below the source folder, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly commentLines: number;
  readonly imports: readonly RuntimeImport[];
  readonly functions: readonly FunctionFact[];
  readonly classes: number;
  /** Lines that read `process.env` or import `env` from node:process. */
  readonly environmentReads: readonly number[];
}

type Node = { readonly start: number; readonly end: number };
type Collected = { imports: { specifier: string; at: number }[]; functions: FunctionFact[]; classes: number; environmentReads: number[] };

/** Reads every TypeScript file below `folder`; throws with the place when one cannot be parsed. */
export function readSources(folder: string): SourceFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => /\.m?ts$/.test(name) && !name.endsWith('.d.ts'))
    .toSorted();
  const known = new Set(names);
  return names.map((name) => readSource(folder, name, known));
}

function readSource(folder: string, name: string, known: ReadonlySet<string>): SourceFile {
  const text = readFileSync(path.join(folder, name), 'utf8');
  const parsed = parseSync(name, text);
  const lineOf = lineFinder(text);
  const failure = parsed.errors[0];
  if (failure !== undefined) throw new Error(`${name} cannot be parsed: ${failure.message}; mend it, then check again`);
  const found = collect(parsed.program, lineOf);
  const commentLines = new Set<number>();
  for (const comment of parsed.comments) for (let line = lineOf(comment.start); line <= lineOf(comment.end); line += 1) commentLines.add(line);
  return {
    path: name,
    lines: text.replace(/\n$/, '').split('\n').length,
    commentLines: commentLines.size,
    imports: found.imports.map(({ specifier, at }) => ({ specifier, target: targetOf(name, specifier, known), line: lineOf(at) })),
    functions: found.functions,
    classes: found.classes,
    environmentReads: found.environmentReads,
  };
}

function collect(program: Parameters<Visitor['visit']>[0], lineOf: (offset: number) => number): Collected {
  const found: Collected = { imports: [], functions: [], classes: 0, environmentReads: [] };
  const seen = (specifier: string, node: Node): void => void found.imports.push({ specifier, at: node.start });
  const measured = (node: Node & { readonly params: readonly unknown[]; readonly body: Node | null }): void => {
    if (node.body === null) return; // an overload or a declaration
    found.functions.push({ line: lineOf(node.start), lines: lineOf(node.end) - lineOf(node.start) + 1, parameters: node.params.length });
  };
  const isClass = (): void => void (found.classes += 1);
  new Visitor({
    ImportDeclaration(node) {
      const names = node.specifiers;
      if (node.importKind === 'type' || (names.length > 0 && names.every((each) => each.type === 'ImportSpecifier' && each.importKind === 'type'))) return;
      seen(node.source.value, node);
      const isProcess = /^(node:)?process$/.test(node.source.value);
      if (isProcess && names.some((each) => each.type === 'ImportSpecifier' && each.imported.type === 'Identifier' && each.imported.name === 'env')) {
        found.environmentReads.push(lineOf(node.start));
      }
    },
    ExportAllDeclaration(node) {
      if (node.exportKind !== 'type') seen(node.source.value, node);
    },
    ExportNamedDeclaration(node) {
      const onlyTypes = node.exportKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every((each) => each.exportKind === 'type'));
      if (node.source !== null && !onlyTypes) seen(node.source.value, node);
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') seen(node.source.value, node);
    },
    MemberExpression(node) {
      const name = node.property.type === 'Identifier' ? node.property.name : node.property.type === 'Literal' ? node.property.value : null;
      if (node.object.type === 'Identifier' && node.object.name === 'process' && name === 'env') found.environmentReads.push(lineOf(node.start));
    },
    FunctionDeclaration: measured,
    FunctionExpression: measured,
    ArrowFunctionExpression: measured,
    ClassDeclaration: isClass,
    ClassExpression: isClass,
  }).visit(program);
  return found;
}

function targetOf(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const at = path.posix.join(path.posix.dirname(from), specifier);
  return [at, at.replace(/\.(m?)js$/, '.$1ts')].find((each) => known.has(each)) ?? null;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
