// `switchyard key`: access keys made, listed and revoked, beside a running server or without one.
import { parseArgs } from 'node:util';
import { listKeys, parseRole, revokeKey, writeKey } from '../../auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../auth/authenticator.ts';
import { formatKey, mintKeyText } from '../../auth/secret.ts';
import { ROLES } from '../../domain/access.ts';
import type { Database } from '../../store/database.ts';
import { auditedChange } from './audited-change.ts';
import { type CliCommand, type CliOutput, UsageError } from './cli-command.ts';
import { onDatabase } from './on-database.ts';
import { textTable } from './text-table.ts';

/** Does one thing with the keys of a database. */
export type KeyAction = (db: Database, output: CliOutput) => Promise<void>;

/** The command. */
export const keyCommand: CliCommand = {
  help: `Usage: switchyard key create --role ROLE [--label TEXT] [--user NAME]
       switchyard key list
       switchyard key revoke ID

create  makes a key and prints it, this once: nothing but a hash of it is stored
          --role   one of ${ROLES.join(', ')}
          --label  what you call it (default: the name of the user)
          --user   whose key it is, made when there is no such user (default: one named like the label);
                   it never gives more than the user may, and only in the projects granted to the user
list    shows keys with their roles, last uses and ends
revoke  ends a key; running servers refuse it within ${KEY_TTL_MS / 1_000} seconds
`,
  async run(args, output) {
    const action = keyAction(args);
    await onDatabase((db) => action(db, output));
    return 0;
  },
};

/** What the arguments ask for; throws before any database is opened when they cannot be understood. */
export function keyAction([verb, ...rest]: readonly string[]): KeyAction {
  if (verb === 'create') return create(rest);
  if (verb === 'list') return list(rest);
  if (verb === 'revoke') return revoke(rest);
  throw new UsageError(verb === undefined ? 'say what to do: create, list or revoke' : `a key cannot be ${JSON.stringify(verb)}: create, list or revoke`);
}

function create(args: readonly string[]): KeyAction {
  const { values } = parseArgs({ args: [...args], options: { role: { type: 'string' }, label: { type: 'string' }, user: { type: 'string' } } });
  const { role, label, user } = values;
  const name = label ?? user;
  if (role === undefined || name === undefined) throw new UsageError('a key needs --role, and --label or --user');
  const wish = { role: parseRole(role), label: name, ...(user === undefined ? {} : { user }) };
  return async (db, { out, err }) => {
    const key = mintKeyText();
    await auditedChange(db, 'createAccessKey', async (tx) => {
      await writeKey(tx, wish, key);
      return key.id;
    });
    // The key alone on stdout, so that a script can take it.
    out(`${formatKey(key)}\n`);
    err(`a key with the role ${role}; it is shown this once\n`);
  };
}

function list(args: readonly string[]): KeyAction {
  parseArgs({ args: [...args], options: {} });
  return async (db, { out }) => {
    const rows = (await listKeys(db)).map(({ id, role, user, label, lastUsedAt, revokedAt }) => [id, role, user, label, lastUsedAt?.toISOString() ?? 'never', revokedAt?.toISOString() ?? '-']);
    out(textTable([['id', 'role', 'user', 'label', 'last used', 'revoked'], ...rows]));
  };
}

function revoke(args: readonly string[]): KeyAction {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError('say which key: switchyard key revoke ID');
  return async (db, { out }) => {
    await auditedChange(db, 'revokeAccessKey', async (tx) => {
      await revokeKey(tx, id);
      return id;
    });
    out(`revoked ${id}\n`);
  };
}
