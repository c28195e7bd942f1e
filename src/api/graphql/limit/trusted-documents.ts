// Trusted documents: a manifest of the only texts that are executed, named by the SHA-256 of their UTF-8.
import { createHash } from 'node:crypto';

/** Texts by the hash of each, 64 hexadecimal digits. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** Most documents of a manifest. */
export const MAX_TRUSTED_DOCUMENTS = 10_000;

/** Thrown for a manifest that cannot be used; the message lists what is wrong. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const ID_FORM = /^sha256:([0-9a-f]{64})$/;
const HASH_FORM = /^(?:sha256:)?([0-9a-f]{64})$/;
/** Faults that are listed. */
const SHOWN_FAULTS = 10;

/**
 * Reads a manifest: JSON `{ "<hash>": "<text>" }`, or the same under `documents`; hashes may begin with `sha256:`. `faultOf` says what is
 * wrong with a text, null = nothing. Throws ManifestError.
 */
export function parseManifest(json: string, faultOf: (text: string) => string | null): TrustedDocuments {
  const entries = Object.entries(documentsOf(json));
  if (entries.length === 0) throw new ManifestError('the manifest of trusted documents is empty: nothing at all could be executed');
  if (entries.length > MAX_TRUSTED_DOCUMENTS) throw new ManifestError(`the manifest has ${entries.length} documents, at most ${MAX_TRUSTED_DOCUMENTS} are allowed`);
  const found = new Map<string, string>();
  const faults = entries.flatMap(([key, text]) => {
    const hash = HASH_FORM.exec(key)?.[1];
    if (hash === undefined) return [`${key.slice(0, 80)}: the name of a document is the SHA-256 of its text, 64 hexadecimal digits in small letters`];
    if (typeof text !== 'string') return [`${key}: a document is a text`];
    if (hashOf(text) !== hash) return [`${key}: the text has the hash ${hashOf(text)}; was it changed after the manifest was made?`];
    found.set(hash, text);
    const fault = faultOf(text);
    return fault === null ? [] : [`${key}: ${fault}`];
  });
  if (faults.length > 0) throw new ManifestError(`the manifest of trusted documents has ${faults.length} faults:\n${faults.slice(0, SHOWN_FAULTS).join('\n')}`);
  return found;
}

/** The hash by which a text is listed. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash in the id of a document, `sha256:<hash>`; null for all else. */
export function hashOfId(documentId: string): string | null {
  return ID_FORM.exec(documentId)?.[1] ?? null;
}

function documentsOf(json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ManifestError(`the manifest of trusted documents is not JSON: ${(error as Error).message}`);
  }
  const documents = isRecord(value) && isRecord(value['documents']) ? value['documents'] : value;
  if (!isRecord(documents)) throw new ManifestError('the manifest of trusted documents is an object: hashes as names, texts as values');
  return documents;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
