// Names of files: kept as they were given, shown and handed out in a form that misleads neither people nor their programs.
import { FILE_LIMITS } from './file.ts';

/** What a file is called that has no usable name. */
export const UNNAMED = 'file';

/** The name as it can be kept: whole characters, no NUL (PostgreSQL cannot store it), at most `FILE_LIMITS.name` UTF-16 units. */
export function keptName(given: string): string {
  return cutText(given, FILE_LIMITS.name).replaceAll('\0', '\ufffd').toWellFormed() || UNNAMED;
}

/**
 * The name as it is shown and proposed for saving: the last part of what looks like a path, without control and invisible characters
 * (which can turn `txt.exe` round), without what file systems give a meaning, and never `.`, `..` or the name of a device.
 */
export function displayName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').replace(/[<>:"|?*]/g, '_').replace(/\p{Zs}/gu, ' ').replace(/^ +|[ .]+$/g, '');
  const cut = cutText(plain, FILE_LIMITS.name).replace(/[ .]+$/, '');
  if (cut === '') return UNNAMED;
  return DEVICES.test(cut) ? cutText(`_${cut}`, FILE_LIMITS.name) : cut;
}

/** `Content-Disposition` (RFC 6266): the name in ASCII for everybody, and as it is (RFC 8187) for those who can read it. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const shown = displayName(name);
  const ascii = shown.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const extended = encodeURIComponent(shown).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** At most so many UTF-16 units, without cutting a character in two. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = /[\ud800-\udbff]/.test(text[max - 1]!) ? max - 1 : max;
  return text.slice(0, end);
}
