// `switchyard grant`: what users may do in some projects only.
import { parseArgs } from 'node:util';
import { listGrants, takeGrant, writeGrant } from '../../auth/user.service.ts';
import { PERSON_ROLES } from '../../domain/access.ts';
import { grantOf } from '../../domain/user.ts';
import type { Database } from '../../store/database.ts';
import { auditedChange } from './audited-change.ts';
import { type CliCommand, type CliOutput, UsageError } from './cli-command.ts';
import { onDatabase } from './on-database.ts';
import { textTable } from './text-table.ts';

/** Does one thing with the grants of a database. */
export type GrantAction = (db: Database, output: CliOutput) => Promise<void>;

/** The command. */
export const grantCommand: CliCommand = {
  help: `Usage: switchyard grant add USER PATH --role ROLE
       switchyard grant list USER
       switchyard grant remove USER PATH

add     lets a user do in the project PATH and below it what ROLE may (one of ${PERSON_ROLES.join(', ')}), and elsewhere nothing
          that is not granted as well; never more than the role of the user itself
list    shows the grants of a user
remove  takes a grant away; a user without grants then sees no project
`,
  async run(args, output) {
    const action = grantAction(args);
    await onDatabase((db) => action(db, output));
    return 0;
  },
};

/** What the arguments ask for; throws before any database is opened when they cannot be understood. */
export function grantAction([verb, ...rest]: readonly string[]): GrantAction {
  if (verb === 'add') return add(rest);
  if (verb === 'list') return list(rest);
  if (verb === 'remove') return remove(rest);
  throw new UsageError(verb === undefined ? 'say what to do: add, list or remove' : `a grant cannot be ${JSON.stringify(verb)}: add, list or remove`);
}

function add(args: readonly string[]): GrantAction {
  const { values, positionals } = parseArgs({ args: [...args], options: { role: { type: 'string' } }, allowPositionals: true });
  const [user, path] = exactly(2, positionals, 'add USER PATH --role ROLE');
  if (values.role === undefined) throw new UsageError('a grant needs --role');
  const grant = grantOf({ path: path!, role: values.role });
  return async (db, { out }) => {
    await auditedChange(db, 'putGrant', (tx) => writeGrant(tx, user!, grant));
    out(`${user} is ${grant.role} in ${grant.path}\n`);
  };
}

function list(args: readonly string[]): GrantAction {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [user] = exactly(1, positionals, 'list USER');
  return async (db, { out }) => out(textTable([['path', 'role'], ...(await listGrants(db, user!)).map(({ path, role }) => [path, role])]));
}

function remove(args: readonly string[]): GrantAction {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [user, path] = exactly(2, positionals, 'remove USER PATH');
  return async (db, { out }) => {
    await auditedChange(db, 'removeGrant', (tx) => takeGrant(tx, user!, path!));
    out(`removed ${path} from ${user}\n`);
  };
}

function exactly(count: number, positionals: readonly string[], usage: string): readonly string[] {
  if (positionals.length !== count) throw new UsageError(`write: switchyard grant ${usage}`);
  return positionals;
}
