// Names of members of archives: which ones would lead out of a directory, or mean different things to different programs.

/** Longest name of a member, in UTF-16 units. */
export const MAX_ENTRY_NAME = 1_024;

/** Why a name is refused, in words that follow the name; null when it is a plain relative path. */
export function faultOfEntryName(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > MAX_ENTRY_NAME) return `is longer than ${MAX_ENTRY_NAME} characters`;
  if (/\p{Cc}/u.test(name)) return 'contains control characters';
  if (!name.isWellFormed() || name.includes('\ufffd')) return 'is not written in UTF-8';
  if (name.includes('\\')) return 'contains a backslash, which some systems take for a slash';
  if (name.startsWith('/')) return 'is an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'begins with the letter of a drive';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.some((part) => /^\.+ *$/.test(part))) return 'leads to another directory';
  if (parts.includes('')) return 'has an empty part';
  return null;
}
