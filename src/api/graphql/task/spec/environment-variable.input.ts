// Environment variables as clients give them.
import { Field, InputType } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';

/** One variable. */
@InputType('EnvironmentVariableInput', { description: 'One variable of the environment of a program.' })
export class EnvironmentVariableInput {
  @Field(() => String, { description: 'Its name: letters, digits and _, not beginning with a digit.' })
  name!: string;

  @Field(() => String, { description: 'Its value.' })
  value!: string;
}

/** The variables by name. Throws INVALID when a name comes twice: neither value could be the meant one. */
export function environmentOf(variables: readonly EnvironmentVariableInput[], path: readonly string[]): { readonly [name: string]: string } {
  const names = new Set<string>();
  for (const [i, { name }] of variables.entries()) {
    if (names.has(name)) throw new DomainError('INVALID', `${path.join('.')}: ${name.slice(0, 100)} is given twice: give it once`, { path: [...path, String(i), 'name'] });
    names.add(name);
  }
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}
