// The error types of mutations, one each, so that they can grow apart.
import { type ClassType, Field, ObjectType } from 'type-graphql';
import { type UserErrorCode, UserErrorCodeEnum, UserErrorInterface } from './user-error.type.ts';

/** The error type of a mutation, `AbortTaskError` of `AbortTask`. */
export function errorType(mutation: string): ClassType<UserErrorInterface> {
  @ObjectType(`${mutation}Error`, { implements: UserErrorInterface, simpleResolvers: true, description: `Why ${mutation} was not carried out.` })
  class ErrorOf extends UserErrorInterface {
    @Field(() => UserErrorCodeEnum, { description: 'Why, for programs.' })
    code!: UserErrorCode;
  }
  return ErrorOf;
}
