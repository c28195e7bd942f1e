// Where in a deck's own code an error comes from: what its author needs to see first.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Milliseconds that the search for a syntax error may take. */
export const SYNTAX_CHECK_MS = 5_000;

// `/x/deck.ts:3` at the head of a syntax error; `(file:///x/deck.ts:3:25)` or `at file:///x/deck.ts:3:25` in a stack.
const HEAD = /^(?:file:\/\/)?(\/[^\n]*?):(\d+)\n/;
const FRAME = /(file:\/\/\/[^\s()]+?):(\d+):(\d+)\)?$/;

/** File, line and column of the innermost frame of the error that is neither Node's nor a package's; null when there is none. */
export function placeOf(error: unknown): string | null {
  if (!(error instanceof Error) || error.stack === undefined) return null;
  const head = HEAD.exec(error.stack);
  if (head) return `${head[1]}:${head[2]}`;
  for (const line of error.stack.split('\n')) {
    const frame = FRAME.exec(line);
    if (frame && !frame[1]!.includes('/node_modules/') && !isOurs(frame[1]!)) return `${fileURLToPath(frame[1]!)}:${frame[2]}:${frame[3]}`;
  }
  return null;
}

/** The same for a module that could not be loaded: plain JavaScript is checked once more, because its syntax errors do not tell their place. */
export function placeOfLoad(error: unknown, file: string): string {
  return placeOf(error) ?? (error instanceof SyntaxError ? checkedPlace(file) : null) ?? file;
}

function checkedPlace(file: string): string | null {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: SYNTAX_CHECK_MS, env: {} });
  const head = HEAD.exec(stderr);
  return head ? `${head[1]}:${head[2]}` : null;
}

function isOurs(url: string): boolean {
  return path.dirname(fileURLToPath(url)) === import.meta.dirname;
}
