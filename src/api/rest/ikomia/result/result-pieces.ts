// A result as the text that is answered: pieces that are there already, and files whose content belongs between them.
import type { GraphValue } from '../../../../domain/graph/graph-value.ts';

/** A piece of text, or the content of a file that becomes text: bytes as base64, or a JSON text as it is. */
export type ResultPiece = string | { readonly sha256: string; readonly size: number; readonly as: 'BASE64' | 'TEXT' };

/** The list of values: one object each with one member, whose name is the type. `base` begins the URLs of what is kept in the storage. */
export function resultPieces(values: readonly GraphValue[], base: string): readonly ResultPiece[] {
  return joined(['[', ...values.flatMap((value, index) => [index === 0 ? '' : ',', ...valuePieces(value, base)]), ']']);
}

/** Pieces one behind the other, with neighbouring texts made one. */
export function joined(pieces: readonly ResultPiece[]): readonly ResultPiece[] {
  const all: ResultPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}

/** Bytes of the whole text. */
export function lengthOfPieces(pieces: readonly ResultPiece[]): number {
  return pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.as === 'TEXT' ? piece.size : Math.ceil(piece.size / 3) * 4), 0);
}

/** The address of an object of the storage. */
export function storageAddress(base: string, uid: string): string {
  return `${base}/v1/objects/?uid=${uid}`;
}

/** Where the bytes of an object are. */
export function downloadAddress(base: string, uid: string): string {
  return `${base}/v1/presigned-urls/download/${uid}`;
}

function valuePieces({ type, body, isTemporary, image }: GraphValue, base: string): readonly ResultPiece[] {
  if (isTemporary === true && 'file' in body) {
    const { file: uid, sha256, size } = body;
    const content = type !== 'image' ? { content_type: 'application/json' } : image === undefined ? {} : { content_type: image.contentType };
    const metadata = { uid, is_directory_archive: false, download_url: downloadAddress(base, uid), ...content, sha256, size };
    return [JSON.stringify({ storage_object: { url: storageAddress(base, uid), data_type: type.toLowerCase(), metadata } })];
  }
  const name = JSON.stringify(type);
  if ('file' in body) {
    const { sha256, size } = body;
    return type === 'image' ? [`{${name}:"`, { sha256, size, as: 'BASE64' }, '"}'] : [`{${name}:`, { sha256, size, as: 'TEXT' }, '}'];
  }
  return [type === 'image' ? `{${name}:"${body.inline}"}` : `{${name}:${body.inline}}`];
}
