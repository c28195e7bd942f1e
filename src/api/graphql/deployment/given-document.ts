// The workflow document of a call, from its field or from the file that comes with it.
import { DomainError } from '../../../domain/errors.ts';
import { deploymentSlug } from '../../../domain/deployment/deployment-slug.ts';
import { DOCUMENT_LIMITS } from '../../../domain/graph/graph-document.ts';
import { checkedJson } from '../json-check.ts';
import type { IncomingUpload } from '../upload/upload.scalar.ts';
import type { DeployWorkflowInput } from './deploy-workflow.input.ts';

/** Most bytes of a file: every character of a document may take four. */
const MAX_BYTES = DOCUMENT_LIMITS.json * 4;

/** The document as it was given; not checked but for being JSON. Throws INVALID, LIMIT_EXCEEDED, and what the upload throws. */
export async function givenDocument({ file, document }: DeployWorkflowInput): Promise<unknown> {
  if ((file == null) === (document == null)) throw new DomainError('INVALID', 'document: give the workflow document as a file or as JSON, exactly one of them', { path: ['document'] });
  return file == null ? document : parsed(await textOf(await file));
}

/** The name to deploy under. Throws INVALID when none is given and the document's own makes none. */
export function givenName(given: string | null | undefined, document: unknown): string {
  if (given != null) return given;
  const name = deploymentSlug(titleOf(document) ?? '');
  if (name === null) throw new DomainError('INVALID', 'name: the document has no metadata.name to make one of: give the name of the deployment', { path: ['name'] });
  return name;
}

async function textOf({ createReadStream }: IncomingUpload): Promise<string> {
  const bytes = createReadStream();
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MAX_BYTES) throw new DomainError('LIMIT_EXCEEDED', `file: a workflow document has at most ${DOCUMENT_LIMITS.json} characters: is this one?`, { path: ['file'] });
      parts.push(part);
    }
  } finally {
    // What is not read must not hold up the rest of the request.
    bytes.destroy();
  }
  return Buffer.concat(parts).toString();
}

function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new DomainError('INVALID', `file: it is no JSON (${(cause as Error).message.slice(0, 200)}): give a workflow document as the editor saves it`, { path: ['file'] });
  }
  return checkedJson(value);
}

function titleOf(document: unknown): string | null {
  const metadata = memberOf(document, 'metadata');
  const name = memberOf(metadata, 'name');
  return typeof name === 'string' ? name : null;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
