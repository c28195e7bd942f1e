// `switchyard user`: people and service accounts made, listed, given passwords, disabled.
import { parseArgs } from 'node:util';
import { parseRole } from '../../auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../auth/authenticator.ts';
import { changeDisabled, changePassword, createUser, listUsers } from '../../auth/user.service.ts';
import { ROLES } from '../../domain/access.ts';
import { PASSWORD_LENGTH } from '../../domain/user.ts';
import type { Database } from '../../store/database.ts';
import { auditedChange } from './audited-change.ts';
import { type CliCommand, type CliOutput, UsageError } from './cli-command.ts';
import { onDatabase } from './on-database.ts';
import { textTable } from './text-table.ts';

/** Where an action reads and writes; `line` gives the first line of the input, where passwords come from: arguments can be seen by every user of the machine. */
export interface UserInput extends CliOutput {
  readonly line: () => Promise<string>;
}

/** Does one thing with the users of a database. */
export type UserAction = (db: Database, io: UserInput) => Promise<void>;

/** The command. */
export const userCommand: CliCommand = {
  help: `Usage: switchyard user create NAME --role ROLE [--granted-only] [--password]
       switchyard user list
       switchyard user password NAME [--remove]
       switchyard user disable NAME
       switchyard user enable NAME

create    makes a user
            --role          one of ${ROLES.join(', ')}: the most the user may do anywhere
            --granted-only  only in projects that \`switchyard grant add\` names (default: everywhere)
            --password      reads a password of ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters from the first line of the input
list      shows users with their roles
password  reads a new password from the first line of the input, or removes it; every session of the user ends
disable   ends what the user may do, with all keys and sessions, within ${KEY_TTL_MS / 1_000} seconds
enable    gives it back
`,
  async run(args, output) {
    const action = userAction(args);
    await onDatabase((db) => action(db, { ...output, line: firstLine }));
    return 0;
  },
};

/** What the arguments ask for; throws before any database is opened when they cannot be understood. */
export function userAction([verb, ...rest]: readonly string[]): UserAction {
  if (verb === 'create') return create(rest);
  if (verb === 'list') return list(rest);
  if (verb === 'password') return password(rest);
  if (verb === 'disable' || verb === 'enable') return disable(rest, verb);
  throw new UsageError(verb === undefined ? 'say what to do: create, list, password, disable or enable' : `a user cannot be ${JSON.stringify(verb)}: create, list, password, disable or enable`);
}

function create(args: readonly string[]): UserAction {
  const options = { role: { type: 'string' }, 'granted-only': { type: 'boolean', default: false }, password: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const name = onlyOne(positionals, 'create NAME --role ROLE');
  if (values.role === undefined) throw new UsageError('a user needs --role');
  const role = parseRole(values.role);
  return async (db, { out, line }) => {
    const wish = { name, role, everywhere: !values['granted-only'], password: values.password ? await line() : null };
    await auditedChange(db, 'createUser', async (tx) => (await createUser(tx, wish)).id);
    out(`made ${name}, ${role} ${values['granted-only'] ? 'in granted projects only' : 'everywhere'}\n`);
  };
}

function list(args: readonly string[]): UserAction {
  parseArgs({ args: [...args], options: {} });
  return async (db, { out }) => {
    const rows = (await listUsers(db)).map((user) => [user.name, user.role, user.everywhere ? 'everywhere' : 'granted', user.hasPassword ? 'yes' : 'no', user.disabledAt?.toISOString() ?? '-']);
    out(textTable([['name', 'role', 'where', 'password', 'disabled'], ...rows]));
  };
}

function password(args: readonly string[]): UserAction {
  const { values, positionals } = parseArgs({ args: [...args], options: { remove: { type: 'boolean', default: false } }, allowPositionals: true });
  const name = onlyOne(positionals, 'password NAME');
  return async (db, { out, line }) => {
    const text = values.remove ? null : await line();
    await auditedChange(db, 'setPassword', (tx) => changePassword(tx, name, text));
    out(`${values.remove ? 'removed' : 'changed'} the password of ${name}; every session of the user has ended\n`);
  };
}

function disable(args: readonly string[], verb: 'disable' | 'enable'): UserAction {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const name = onlyOne(positionals, `${verb} NAME`);
  return async (db, { out }) => {
    await auditedChange(db, 'updateUser', (tx) => changeDisabled(tx, name, verb === 'disable'));
    out(`${verb}d ${name}\n`);
  };
}

function onlyOne([name, ...more]: readonly string[], usage: string): string {
  if (name === undefined || more.length > 0) throw new UsageError(`name one user: switchyard user ${usage}`);
  return name;
}

/** The first line of the process's input, without its end; as much as a password may have and no more. */
async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    text += part as string;
    if (text.includes('\n') || text.length > PASSWORD_LENGTH.max * 2) break;
  }
  return text.split(/\r?\n/, 1)[0]!;
}
