// Who asks in the matrix: every way to be somebody, and every way not to be.
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { covers, type Role, ROLES } from '../../src/domain/access.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import type { Rule } from './expected.ts';

/** A caller with what it presents. */
export interface Caller {
  readonly name: string;
  /** Null = nobody. */
  readonly role: Role | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes one of each. New kinds of principals are added here. */
export async function allCallers(server: RunningServer): Promise<Caller[]> {
  const withKey = (name: string, role: Role | null, key: string): Caller => ({ name, role, headers: { authorization: `Bearer ${key}` } });
  const keys = await Promise.all(ROLES.map(async (role) => withKey(role, role, (await createKey(server.database, { role, label: `matrix ${role}` })).text)));
  const revoked = await createKey(server.database, { role: 'admin', label: 'matrix revoked' });
  await revokeKey(server.database, revoked.id);
  const admin = await createKey(server.database, { role: 'admin', label: 'matrix wrong' });
  return [
    ...keys,
    { name: 'nobody', role: null, headers: {} },
    withKey('a key with a wrong secret', null, `${admin.id}.${'x'.repeat(43)}`),
    withKey('a key of nobody', null, `ABCDEFGHIJ0123456789.${'x'.repeat(43)}`),
    withKey('a revoked key', null, revoked.text),
    { name: 'nonsense', role: null, headers: { authorization: 'Bearer nonsense' } },
  ];
}

/** Whether a rule lets a caller in. */
export function isLetIn(rule: Rule, { role }: Caller): boolean {
  if (rule === 'anybody') return true;
  if (role === null) return false;
  if (rule === 'caller') return true;
  return rule === 'runner' ? role === 'runner' || role === 'admin' : covers(role, rule);
}
