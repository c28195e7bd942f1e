// The arguments of lists of files.
import { ArgsType, Field } from 'type-graphql';
import { FILE_ORDERS, type FileOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { FileFilterInput } from './file-filter.input.ts';

const FileOrderInput = orderInput('File', FILE_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class FileListArgs extends PageArgs {
  @Field(() => FileFilterInput, { nullable: true, description: 'Which files; all when absent.' })
  filter?: FileFilterInput | null;

  @Field(() => FileOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<FileOrderField> | null;
}
