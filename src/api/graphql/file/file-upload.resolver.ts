// The mutation that takes files in.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { optional, textAt } from '../../../domain/input/check.ts';
import { FILE_LIMITS } from '../../../domain/file/file.ts';
import { keptName } from '../../../domain/file/file-name.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { CommandContext } from '../../../engine/engine.ts';
import { storeFile } from '../../../engine/file/store-file.service.ts';
import type { ApiContext } from '../context.ts';
import { optionalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { FileType } from './file.type.ts';
import { UploadFileInput } from './upload-file.input.ts';

/** Answer of uploadFile. */
export const UploadFilePayload = payloadType('UploadFile', { field: 'file', type: () => FileType, description: 'The file that was stored; null when none was.' });

/** `uploadFile`. */
@Resolver()
export class FileUploadResolver {
  @Mutation(() => UploadFilePayload, {
    description: 'Stores a file that comes with the operation. LIMIT_EXCEEDED when it is larger than SWITCHYARD_MAX_FILE_MIB, when all uploads together would exceed SWITCHYARD_MAX_STORE_MIB, or when the disk is full. Needs the role operator in the project.',
  })
  uploadFile(@Arg('input', () => UploadFileInput, { description: 'The file.' }) input: UploadFileInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'file', input, command: (context) => takeIn(ctx, context, input) });
  }
}

async function takeIn(ctx: ApiContext, context: CommandContext, input: UploadFileInput): Promise<CommandOutcome> {
  const given = optional(input.name, (text) => textAt(text, ['name'], { min: 1, max: FILE_LIMITS.name }), null);
  const projectId = optionalId(input.projectId, 'Project', ['projectId']);
  const { filename, mimetype, createReadStream } = await input.file;
  const bytes = createReadStream();
  try {
    return await storeFile(ctx.engine, context, {
      store: 'UPLOAD', name: given ?? keptName(filename), contentType: claimOf(mimetype), projectId, expiresInSeconds: input.expiresInSeconds ?? undefined, bytes,
    });
  } finally {
    // What was refused before it was read must not hold up the rest of the request.
    bytes.destroy();
  }
}

/** A claim that is too long to be a type is none. */
function claimOf(mimetype: unknown): string | undefined {
  return typeof mimetype === 'string' && mimetype.length <= FILE_LIMITS.contentType ? mimetype.replaceAll('\0', '').toWellFormed() : undefined;
}
