// Flags in the query, as clients of several languages write them.
import { fault } from '../ikomia-error.ts';

const YES: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);
const NO: ReadonlySet<string> = new Set(['false', '0', 'no', 'off', '']);

/** Whether a flag is set; absent means no. Throws 422 for what is neither. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)?.trim().toLowerCase() ?? '';
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  throw fault(['query', name], 'must be true or false', 'bool_parsing');
}
