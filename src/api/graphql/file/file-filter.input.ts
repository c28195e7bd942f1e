// Which files a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, enumComparator, type EnumComparison, filterOfInput, IdComparatorInput, idPart, idParts, JOIN_WORDS, madeBy, StringComparatorInput, textParts, timeParts, wordParts } from '../filter/comparators.ts';
import { FileStoreEnum } from './file.enum.ts';

const StoreComparator = enumComparator('FileStore', FileStoreEnum);

/** All given parts must hold. */
@InputType('FileFilter', { description: 'Which files. All given parts must hold.' })
export class FileFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By project.' })
  project?: IdComparatorInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller brought them.' })
  createdByMe?: boolean | null;

  @Field(() => StoreComparator, { nullable: true, description: 'By store.' })
  store?: EnumComparison<string> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the SHA-256 of their bytes, 64 hexadecimal digits in lower case.' })
  sha256?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the name as it was given.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By what the bytes look like, such as image/png.' })
  contentType?: StringComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were stored.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they go by themselves.' })
  expiresAt?: DateTimeComparatorInput | null;

  @Field(() => [FileFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: FileFilterInput[] | null;

  @Field(() => [FileFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: FileFilterInput[] | null;

  @Field(() => FileFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: FileFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function fileFilterOf(given: FileFilterInput | null | undefined, actor: Actor): Filter | undefined {
  return filterOfInput(given, (each, path) => partsOf(each, path, actor));
}

function partsOf(given: FileFilterInput, path: InputPath, actor: Actor): Filter[] {
  return [
    ...idPart(given.projectId, { field: ['projectId'], type: 'Project' }, [...path, 'projectId']),
    ...idParts(given.project, { field: ['projectId'], type: 'Project' }, [...path, 'project']),
    ...madeBy(actor, given.createdByMe, ['createdBy']),
    ...wordParts(given.store, ['store'], [...path, 'store']),
    ...textParts(given.sha256, ['sha256'], [...path, 'sha256']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.contentType, ['contentType'], [...path, 'contentType']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.expiresAt, ['expiresAt'], [...path, 'expiresAt']),
  ];
}
