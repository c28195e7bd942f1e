// What a path below /blobs/ names. It is never made into a path of a disk: ids are looked up in the database, members in the table of their archive.
import { parseGlobalId } from '../../api/graphql/global-id.ts';
import { BLOBS_PREFIX } from '../../api/graphql/file/blobs-prefix.ts';
import { faultOfEntryName } from '../../domain/file/entry-name.ts';

/** The bytes of a file, the members of one, or one member. */
export type BlobTarget =
  | { readonly kind: 'BYTES'; readonly fileId: string }
  | { readonly kind: 'ENTRIES'; readonly fileId: string }
  | { readonly kind: 'ENTRY'; readonly fileId: string; readonly name: string };

/** Longest path that is looked at at all: a name of a member takes at most three characters for each of its bytes. */
const MAX_TARGET = 16_384;

/** Reads a request's target; null when it can name nothing, whatever is stored. */
export function blobTarget(url: string): BlobTarget | null {
  if (url.length > MAX_TARGET || !url.startsWith(BLOBS_PREFIX)) return null;
  const [id = '', ...rest] = url.split('?', 1)[0]!.slice(BLOBS_PREFIX.length).split('/');
  const node = parseGlobalId(id);
  if (node?.type !== 'File') return null;
  if (rest.length === 0) return { kind: 'BYTES', fileId: node.id };
  if (rest[0] !== 'entries') return null;
  if (rest.length === 1) return { kind: 'ENTRIES', fileId: node.id };
  const name = entryName(rest.slice(1));
  return name === null ? null : { kind: 'ENTRY', fileId: node.id, name };
}

// Decoded once, part by part: what is a slash only after that was not one for whoever stood between.
function entryName(parts: readonly string[]): string | null {
  const decoded = parts.map(decodedPart);
  if (decoded.some((part) => part === null || part === '' || part.includes('/'))) return null;
  const name = decoded.join('/');
  return faultOfEntryName(name) === null ? name : null;
}

function decodedPart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // no UTF-8 in percent signs: such a name is in no archive that is read here
  }
}
