// This program as others see it: its name and version, and the command line that starts it again.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** Version of package.json. */
export const VERSION = (JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }).version;
/** What we call ourselves to others. */
export const AGENT = `switchyard/${VERSION}`;

/** Program and first argument that start this program, from `dist` also when the tests run it from `src`. */
export function ownCommand(): readonly string[] {
  const main = fileURLToPath(new URL('dist/main.js', ROOT));
  if (existsSync(main)) return [process.execPath, main];
  throw new Error(`${main} is missing; build it with \`npm run build\``);
}
