// Mutations of files.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { deleteFile, keepFile } from '../../../engine/file/change-file.service.ts';
import type { ApiContext } from '../context.ts';
import { fromGlobalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { DeleteFileInput } from './delete-file.input.ts';
import { FileType } from './file.type.ts';
import { KeepFileInput } from './keep-file.input.ts';

/** Answer of deleteFile. */
export const DeleteFilePayload = payloadType('DeleteFile', { field: 'file', type: () => FileType, description: 'Null: the file cannot be read any more.' });
/** Answer of keepFile. */
export const KeepFilePayload = payloadType('KeepFile', { field: 'file', type: () => FileType });

/** `deleteFile` and `keepFile`. */
@Resolver()
export class FileCommandResolver {
  @Mutation(() => DeleteFilePayload, { description: 'Deletes a file. Downloads under way go on to their end. Needs the role operator in its project.' })
  deleteFile(@Arg('input', () => DeleteFileInput, { description: 'Which file.' }) input: DeleteFileInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'file', input, command: (context) => deleteFile(ctx.engine, context, { fileId: fromGlobalId(input.fileId, 'File', ['fileId']) }) });
  }

  @Mutation(() => KeepFilePayload, { description: 'Changes when a file goes by itself. Needs the role operator in its project.' })
  keepFile(@Arg('input', () => KeepFileInput, { description: 'Which file, and for how long.' }) input: KeepFileInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { fileId, expiresInSeconds } = input;
    return carryOut(ctx, { subject: 'file', input, command: (context) => keepFile(ctx.engine, context, { fileId: fromGlobalId(fileId, 'File', ['fileId']), expiresInSeconds }) });
  }
}
