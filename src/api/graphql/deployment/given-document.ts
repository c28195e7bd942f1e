// The workflow document of a call, from its field or from the file that comes with it.
import { deploymentSlug } from '../../../domain/deployment/deployment-slug.ts';
import { DomainError } from '../../../domain/errors.ts';
import { DOCUMENT_LIMITS } from '../../../domain/graph/graph-document.ts';
import { parsedText } from '../parsed-text.ts';
import type { DeployWorkflowInput } from './deploy-workflow.input.ts';
import { withUpload } from './run/upload-bytes.ts';

/** Most bytes of a file: every character of a document may take four. */
const MAX_BYTES = DOCUMENT_LIMITS.json * 4;

/** The document as it was given; not checked but for being JSON. Throws INVALID, LIMIT_EXCEEDED, and what the upload throws. */
export async function givenDocument({ file, document }: DeployWorkflowInput): Promise<unknown> {
  if ((file == null) === (document == null)) throw new DomainError('INVALID', 'document: give the workflow document as a file or as JSON, exactly one of them', { path: ['document'] });
  if (file == null) return document;
  return withUpload(await file, MAX_BYTES, async (begun) => {
    if ('whole' in begun) return parsedText(begun.whole.toString(), ['file']);
    throw new DomainError('LIMIT_EXCEEDED', `file: a workflow document has at most ${DOCUMENT_LIMITS.json} characters: is this one?`, { path: ['file'] });
  });
}

/** The name to deploy under. Throws INVALID when none is given and the document's own makes none. */
export function givenName(given: string | null | undefined, document: unknown): string {
  if (given != null) return given;
  const title = memberOf(memberOf(document, 'metadata'), 'name');
  const name = typeof title === 'string' ? deploymentSlug(title) : null;
  if (name === null) throw new DomainError('INVALID', 'name: the document has no metadata.name that one can be made of: give the name of the deployment', { path: ['name'] });
  return name;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
