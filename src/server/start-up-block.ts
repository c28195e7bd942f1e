// What a person sees when the server is up: one readable block.
import type { AuthMode } from '../config.ts';

/** What the block tells. */
export interface StartUp {
  readonly version: string;
  readonly url: string;
  readonly auth: AuthMode;
  readonly dataDir: string;
  readonly embeddedDatabase: boolean;
  readonly runners: number;
  /** An admin key made at this start: shown here and nowhere else. */
  readonly newAdminKey: string | null;
}

/** The block, with a line end. */
export function startUpBlock(up: StartUp): string {
  const rows: [string, string][] = [
    ['GraphQL', `${up.url}/graphql   (IDE in a browser; WebSocket at ${up.url.replace(/^http/, 'ws')}/graphql)`],
    ['health', `${up.url}/healthz   ${up.url}/readyz   ${up.url}/metrics`],
    ['auth', up.auth === 'open' ? 'open: programs and pages of this machine only, everybody is the admin `local`' : `${up.auth}: Authorization: Bearer <key id>.<secret>`],
    ['database', up.embeddedDatabase ? `embedded PostgreSQL in ${up.dataDir}` : 'PostgreSQL of DATABASE_URL'],
    ['runners', up.runners === 0 ? 'none here; start some with `switchyard runner --server URL`' : `${up.runners} here, more with \`switchyard runner --server URL\``],
  ];
  if (up.newAdminKey !== null) rows.push(['admin key', `${up.newAdminKey}   (shown this once; keep it)`]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return ['', `Switchyard ${up.version} is up.`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`), '', ''].join('\n');
}
