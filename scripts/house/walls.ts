// The walls: which room of src may import which at run time, and the rooms that may touch packages or the environment.
import type { SourceFile } from './source.ts';

/** Every room and what it may import. A room that is not in this table may not exist; ALL stands for every room. */
export const WALLS: Readonly<Record<string, readonly string[] | 'ALL'>> = {
  domain: [],
  store: ['domain'],
  events: ['domain', 'store'],
  blobs: ['domain', 'store'],
  mqs: ['domain', 'store'],
  auth: ['domain', 'store'],
  expressions: ['domain'],
  engine: ['domain', 'store', 'expressions'],
  runner: ['domain', 'expressions'],
  cluster: ['domain', 'engine'],
  'api/graphql': ['domain', 'engine', 'events', 'auth', 'blobs'],
  'api/dispatch': ['domain', 'engine', 'events', 'auth', 'blobs'],
  'api/rest/ivoryos': ['domain', 'engine', 'events', 'auth', 'blobs'],
  'api/rest/clearml': ['domain', 'engine', 'events', 'auth', 'blobs'],
  'api/rest/ewms': ['domain', 'engine', 'events', 'auth', 'blobs', 'mqs'],
  'api/rest/ikomia': ['domain', 'engine', 'events', 'auth', 'blobs'],
  server: 'ALL',
  config: ['domain'],
  main: ['server', 'config'],
};

/** Room of a file below src: its longest folder path in the table, `main` and `config` for the two files at the top, else null. */
export function roomOf(file: string): string | null {
  if (file === 'main.ts' || file === 'config.ts') return file.slice(0, -3);
  const folders = file.split('/').slice(0, -1);
  for (let n = folders.length; n > 0; n -= 1) {
    const room = folders.slice(0, n).join('/');
    if (Object.hasOwn(WALLS, room)) return room;
  }
  return null;
}

/** Every broken wall as a sentence that says what to do. */
export function brokenWalls(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === null) return [`${file.path}: stands in no known room; move it into one, or give its room a row in scripts/house/walls.ts`];
    return [...wrongArrows(file, room), ...domainPackages(file, room), ...environment(file, room)];
  });
}

function wrongArrows(file: SourceFile, room: string): string[] {
  const allowed = mayImport(file.path, room);
  return file.imports.flatMap(({ target, line }) => {
    const other = target === null ? null : roomOf(target);
    if (other === null || other === room || allowed === 'ALL' || allowed.includes(other)) return [];
    const list = allowed.length === 0 ? 'nothing outside itself' : `only ${allowed.join(', ')}`;
    return [`${file.path}:${line}: ${room} must not import ${other} (${target}); it may import ${list}. Pass the thing in as an argument or a port, or move the code`];
  });
}

// Loaders batch reads for resolvers, one statement each: going through a service would only forward the call.
function mayImport(file: string, room: string): readonly string[] | 'ALL' {
  const rule = WALLS[room] ?? [];
  return room === 'api/graphql' && file.endsWith('.loader.ts') && rule !== 'ALL' ? [...rule, 'store'] : rule;
}

function domainPackages(file: SourceFile, room: string): string[] {
  if (room !== 'domain') return [];
  return file.imports
    .filter(({ specifier }) => !specifier.startsWith('.'))
    .map(({ specifier, line }) => `${file.path}:${line}: domain must not import ${specifier}; it holds pure decisions. Declare a port in domain and let the server hand it in`);
}

function environment(file: SourceFile, room: string): string[] {
  if (room === 'config') return [];
  return file.environmentReads.map((line) => `${file.path}:${line}: only src/config.ts reads process.env; add the setting to its table and take the value as an argument`);
}
