// Flags in the query, as clients of several languages write them.
import { fault } from '../ikomia-error.ts';

const YES: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);
const NO: ReadonlySet<string> = new Set(['false', '0', 'no', 'off']);

/** Whether a flag is set; absent means no. Throws 422 for what is neither. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  const flag = flagIn(query.get(name) ?? '', false);
  if (flag === null) throw fault(['query', name], 'must be true or false', 'bool_parsing');
  return flag;
}

/** Whether a text says yes or no, in any case; `absent` for an empty one, null for what is neither. */
export function flagIn(text: string, absent: boolean): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === '') return absent;
  return YES.has(word) ? true : NO.has(word) ? false : null;
}
