// JSON that comes as the text of a file.
import { GraphQLError } from 'graphql';
import { DomainError } from '../../domain/errors.ts';
import { checkedJson } from './json-check.ts';

/** Most characters that are told of what the reader of JSON says. */
const MAX_REASON = 200;

/** The value of a text, a mark of the byte order aside. Throws INVALID with the place for what is no JSON, or none that can be stored. */
export function parsedText(text: string, path: readonly string[]): unknown {
  try {
    return checkedJson(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof GraphQLError)) throw cause;
    throw new DomainError('INVALID', `${path.join('.')}: the file is no JSON that can be read: ${cause.message.slice(0, MAX_REASON)}`, { path });
  }
}
