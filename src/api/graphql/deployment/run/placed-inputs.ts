// The inputs of a call in the words of the wire: uploads become files of the storage before, and are named like any other object of it.
import { INPUT_QUEUE_SECONDS } from '../../../../domain/deployment/graph-file.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { FILE_LIMITS } from '../../../../domain/file/file.ts';
import { keptName } from '../../../../domain/file/file-name.ts';
import { DOCUMENT_LIMITS } from '../../../../domain/graph/graph-document.ts';
import { graphPlanOf } from '../../../../domain/graph/graph-plan.ts';
import { type GraphValueType, MAX_INLINE_BYTES } from '../../../../domain/graph/graph-value.ts';
import { valueTypeOf } from '../../../../domain/graph/io-type.ts';
import { INPUT_STORE, removeInputs } from '../../../../engine/deployment/input/input-files.ts';
import type { CommandContext, Engine } from '../../../../engine/engine.ts';
import { storeFile } from '../../../../engine/file/store-file.service.ts';
import type { ServedDeployment } from '../../../../store/read/deployment/served-deployment.store.ts';
import { fromGlobalId } from '../../global-id.ts';
import { parsedText } from '../../parsed-text.ts';
import type { IncomingUpload } from '../../upload/upload.scalar.ts';
import type { DeploymentValueInput } from './deployment-value.input.ts';
import { withUpload } from './upload-bytes.ts';

/** Most bytes of a file of JSON that comes with a call. */
export const MAX_JSON_BYTES = 16_777_216;

/** The inputs, and the files that were made for them: remove those when no run comes of it. */
export interface PlacedInputs {
  readonly inputs: readonly unknown[];
  readonly made: readonly string[];
}

/** Who calls what. */
export interface Calling {
  readonly engine: Engine;
  readonly context: CommandContext;
  readonly served: ServedDeployment;
}

/** Brings the inputs into place. Throws INVALID with the place, LIMIT_EXCEEDED, and what uploads throw; then nothing is left behind. */
export async function placedInputs(calling: Calling, given: readonly DeploymentValueInput[]): Promise<PlacedInputs> {
  const { roots } = graphPlanOf(calling.served.document);
  if (given.length !== roots.length || given.length > DOCUMENT_LIMITS.inputs) {
    throw new DomainError('INVALID', `inputs: give one value for each input of the workflow, which has ${roots.length} (${roots.join(', ') || 'none'}); ${given.length} were given`, { path: ['inputs'] });
  }
  const made: string[] = [];
  try {
    const inputs: unknown[] = [];
    // One after the other: uploads come in one after the other.
    for (const [i, value] of given.entries()) inputs.push(await placed(calling, { value, type: valueTypeOf(roots[i]!), path: ['inputs', String(i)], made }));
    return { inputs, made };
  } catch (error) {
    await removeInputs(calling.engine, made);
    throw error;
  }
}

interface Placing {
  readonly value: DeploymentValueInput;
  readonly type: GraphValueType;
  readonly path: readonly string[];
  readonly made: string[];
}

async function placed(calling: Calling, { value, type, path, made }: Placing): Promise<object> {
  const { file, fileId, base64, json } = value;
  // A JSON of null is a value, but none of any type.
  if ([file, fileId, base64, json].filter((each) => each != null).length !== 1) throw new DomainError('INVALID', `${path.join('.')}: give exactly one of file, fileId, base64 and json`, { path });
  if (fileId != null) return reference(fromGlobalId(fileId, 'File', [...path, 'fileId']), type);
  if (file != null) return uploaded(calling, await file, { type, path: [...path, 'file'], made });
  const [member, own] = type === 'image' ? ['base64', base64] : ['json', json];
  if (own == null) throw new DomainError('INVALID', `${path.join('.')}: this input of the workflow is ${type}: give it as ${member}, or as a file`, { path });
  return { [type]: own };
}

async function uploaded(calling: Calling, upload: IncomingUpload, { type, path, made }: Omit<Placing, 'value'>): Promise<object> {
  return withUpload(upload, type === 'image' ? MAX_INLINE_BYTES : MAX_JSON_BYTES, async (begun) => {
    if ('whole' in begun) return { [type]: type === 'image' ? begun.whole.toString('base64') : parsedText(begun.whole.toString(), path) };
    if (type !== 'image') throw new DomainError('LIMIT_EXCEEDED', `${path.join('.')}: a value of ${type} has at most ${MAX_JSON_BYTES} bytes of JSON`, { path });
    const id = await storedUpload(calling, upload, begun.bytes);
    made.push(id);
    return reference(id, type);
  });
}

/** A file as a reference into the storage: what resolves it looks at the uid alone. */
function reference(uid: string, type: GraphValueType): object {
  return { storage_object: { url: `storage:///v1/objects/?uid=${uid}`, data_type: type } };
}

async function storedUpload({ engine, context, served }: Calling, { filename, mimetype }: IncomingUpload, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const expiresInSeconds = Math.min(FILE_LIMITS.expirySeconds, INPUT_QUEUE_SECONDS + served.timeoutSeconds + served.resultTtlSeconds);
  const contentType = mimetype.length <= FILE_LIMITS.name ? mimetype : undefined;
  // The request is that of the run: it cannot be that of a file as well.
  const outcome = await storeFile(engine, { ...context, requestId: null }, { store: INPUT_STORE, name: keptName(filename), contentType, projectId: served.projectId, expiresInSeconds, bytes });
  return outcome.subjectId;
}
