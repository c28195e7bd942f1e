// The arguments of lists of files.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { FileFilterInput } from './file-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class FileListArgs extends ListArgs {
  @Field(() => FileFilterInput, { nullable: true, description: 'Which files; all when absent.' })
  filter?: FileFilterInput | null;
}
