// Headers of the dialect, which have two names each.
import type { IncomingMessage } from 'node:http';

/** The headers that are looked at, by what stands behind `X-Clearml-`. */
export type DialectHeader = 'act-as' | 'agent' | 'client' | 'impersonate-as' | 'trx' | 'worker';

/** A header `X-Clearml-<name>`, or `X-Trains-<name>` of old clients; null when it is absent, empty or longer than 1,000 characters. */
export function headerOf({ headers }: Pick<IncomingMessage, 'headers'>, name: DialectHeader): string | null {
  const { today, old } = NAMES[name];
  const value = headers[today] ?? headers[old];
  return typeof value === 'string' && value !== '' && value.length <= MAX_HEADER ? value : null;
}

const MAX_HEADER = 1_000;
// Written out: a name that is put together has to be looked up among all names that the process knows, ten times a call.
const NAMES: { readonly [name in DialectHeader]: { readonly today: string; readonly old: string } } = {
  'act-as': { today: 'x-clearml-act-as', old: 'x-trains-act-as' },
  agent: { today: 'x-clearml-agent', old: 'x-trains-agent' },
  client: { today: 'x-clearml-client', old: 'x-trains-client' },
  'impersonate-as': { today: 'x-clearml-impersonate-as', old: 'x-trains-impersonate-as' },
  trx: { today: 'x-clearml-trx', old: 'x-trains-trx' },
  worker: { today: 'x-clearml-worker', old: 'x-trains-worker' },
};
