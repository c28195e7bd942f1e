// Which files a list shows.
import { Field, ID, InputType } from 'type-graphql';
import { textAt, optional } from '../../../domain/input/check.ts';
import type { FileStore } from '../../../domain/file/file.ts';
import type { FileFilter } from '../../../engine/read/lists.read.ts';
import { optionalId } from '../global-id.ts';
import { type EnumComparison, comparedValues, enumComparator } from '../page/comparator.input.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';
import { FileStoreEnum } from './file.enum.ts';

const StoreComparator = enumComparator('FileStore', FileStoreEnum);

/** All given parts must hold. */
@InputType('FileFilter', { description: 'Which files. All given parts must hold.' })
export class FileFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => StoreComparator, { nullable: true, description: 'By store.' })
  store?: EnumComparison<FileStore> | null;

  @Field(() => String, { nullable: true, description: 'With these bytes: their SHA-256, 64 hexadecimal digits in lower case.' })
  sha256?: string | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the name as it was given.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function fileFilterOf(given: FileFilterInput | null | undefined): FileFilter {
  const at = ['filter', 'sha256'];
  return {
    projectId: optionalId(given?.projectId, 'Project', ['filter', 'projectId']),
    stores: comparedValues(given?.store, ['filter', 'store']),
    sha256: optional(given?.sha256, (text) => textAt(text, at, { max: 64, pattern: /^[0-9a-f]{64}$/, form: '64 hexadecimal digits in lower case' }), undefined),
    name: comparedName(given?.name, ['filter', 'name']),
  };
}
