// Who asks in the matrix: every way to be somebody, and every way not to be.
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { SESSION_COOKIE } from '../../src/auth/credentials.ts';
import { actorOf, principalOf } from '../../src/auth/principal.ts';
import { signClearmlToken } from '../../src/auth/token/clearml-token.ts';
import { signIkomiaToken } from '../../src/auth/token/ikomia-token.ts';
import { ISSUED_TOKEN_SECONDS, issueToken } from '../../src/auth/token/issued-token.ts';
import { openOwnTokens, type OwnTokens } from '../../src/auth/token/own-tokens.ts';
import { addGrant, changeDisabled } from '../../src/auth/user.service.ts';
import { openSession } from '../../src/auth/web-session.service.ts';
import { covers, PERSON_ROLES, type PersonRole, type Role, ROLES } from '../../src/domain/access.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import { standingOfUser } from '../../src/store/auth/user.store.ts';
import { basic, bearer, cheapUser } from '../auth/auth-ground.ts';
import type { OidcTestProvider } from '../auth/oidc-provider.ts';
import { send } from '../server/own-server.ts';
import type { Rule } from './expected.ts';

type Headers = Readonly<Record<string, string>>;

/** A caller with what it presents. */
export interface Caller {
  readonly name: string;
  /** Null = nobody. */
  readonly role: Role | null;
  /** Of who has grants: the role at `GRANTED` and below it, null = none there. Absent = the role holds everywhere. */
  readonly there?: PersonRole | null;
  readonly by: 'NOTHING' | 'KEY' | 'BASIC KEY' | 'PASSWORD' | 'SESSION' | 'TOKEN';
  /** Asks for every operation. The others are the same somebody, or nobody, in another way, and take turns at them. */
  readonly asksAll?: true;
  /** The role in the ClearML dialect, where it is another than elsewhere: it knows keys and tokens of its own, and nobody else. */
  readonly inClearml?: Role;
  /** The role at calls of the default deployment and its storage, where it is another than elsewhere. */
  readonly inIkomia?: Role;
  /** Turned away even where nobody else is: the front door judges it. */
  readonly isForeignPage?: true;
  readonly headers: Headers;
}

/** Below this project the callers with grants have them. */
export const GRANTED = '/matrix';
const PASSWORD = 'correct horse';

/** Makes one of each. New kinds of principals are added here. */
export async function allCallers(server: RunningServer, provider: OidcTestProvider): Promise<Caller[]> {
  const key = await createKey(server.database, { role: 'operator', label: 'matrix tokens' });
  return [...(await strangers(server, key)), ...(await peopleWithKeys(server)), ...(await peopleWithout(server, { key, provider })), ...(await peopleWithGrants(server))];
}

type MadeKey = Awaited<ReturnType<typeof createKey>>;

async function strangers(server: RunningServer, key: MadeKey): Promise<Caller[]> {
  const db = server.database;
  const [revoked, disabled, late] = [await createKey(db, { role: 'admin', label: 'matrix revoked' }), await createKey(db, { role: 'admin', label: 'matrix disabled' }), await createKey(db, { role: 'admin', label: 'matrix late' })];
  const [orphan, asleep, expired, ended, page] = [await sessionOf(server, revoked), await sessionOf(server, disabled), await sessionOf(server, late), await sessionOf(server, key), await sessionOf(server, key)];
  await revokeKey(db, revoked.id);
  await changeDisabled(db, 'matrix disabled', true);
  await db.query({ name: '', text: `UPDATE web_session SET expires_at = now() - interval '1 second' WHERE user_id = $1` }, [late.userId]);
  await send(`${server.url}/session`, { method: 'DELETE', headers: bearer(ended) });
  const [token, dialect] = [await issued(server, key), await dialectToken(server, key)];
  const nobody = (name: string, headers: Headers): Caller => ({ name, role: null, by: 'NOTHING', headers });
  return [
    { ...nobody('nobody', {}), asksAll: true }, nobody('nonsense', bearer('nonsense')), nobody('a key with a wrong secret', bearer(`${key.id}.${'x'.repeat(43)}`)), nobody('a key of nobody', bearer(`ABCDEFGHIJ0123456789.${'x'.repeat(43)}`)),
    { ...nobody('a revoked key', bearer(revoked.text)), asksAll: true }, nobody('a revoked key as Basic', asBasic(revoked.text)), nobody('a session of a revoked key', bearer(orphan)),
    nobody('a key of a disabled user', bearer(disabled.text)), nobody('a session of a disabled user', bearer(asleep)), nobody('an ended session', bearer(ended)), nobody('an ended session in a cookie', cookie(ended)),
    nobody('an expired session', bearer(expired)), nobody('a key in a cookie', cookie(key.text)), nobody('an issued token in a cookie', cookie(token)), nobody('a changed token', bearer(`${token.slice(0, -4)}AAAA`)),
    nobody('an expired token', bearer(await issued(server, key, { age: ISSUED_TOKEN_SECONDS + 60 }))), nobody('a token of another issuer', bearer(await issued(server, key, { url: 'https://elsewhere.example/oidc' }))),
    nobody('a token that nobody signed', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwidG9rIjoic2Vzc2lvbiJ9.')),
    { ...nobody('a token of ClearML', bearer(dialect)), inClearml: 'operator' }, { ...nobody('a token of ClearML in its cookie', { cookie: `clearml_token_basic=${dialect}` }), inClearml: 'operator' },
    nobody('a token of ClearML in the cookie of sessions', cookie(dialect)), nobody('a token of ClearML of a revoked key', bearer(await dialectToken(server, revoked))),
    nobody('a page of another site with the cookie of ClearML', { cookie: `clearml_token_basic=${dialect}`, origin: 'https://evil.example' }),
    { ...nobody('a token for the default deployment', bearer(await deploymentToken(server, key))), inIkomia: 'operator' }, nobody('a token for a deployment in a cookie', cookie(await deploymentToken(server, key))),
    nobody('a token for a deployment of a revoked key', bearer(await deploymentToken(server, revoked))), nobody('a token for another deployment', bearer(await deploymentToken(server, key, key.userId))),
    { ...nobody('a page of another site with the cookie of a session', { ...cookie(page), origin: 'https://evil.example' }), isForeignPage: true },
  ];
}

async function peopleWithKeys(server: RunningServer): Promise<Caller[]> {
  return (await Promise.all(ROLES.map(async (role): Promise<Caller[]> => {
    const key = await createKey(server.database, { role, label: `matrix ${role}` });
    const caller: Caller = { name: role, role, by: 'KEY', headers: bearer(key.text), asksAll: true };
    if (!PERSON_ROLES.some((one) => one === role)) return [caller];
    return [caller, { name: `${role} by session`, role, by: 'SESSION', headers: bearer(await sessionOf(server, key)) }, { name: `${role} by cookie`, role, by: 'SESSION', headers: cookie(await sessionOf(server, key)) }];
  }))).flat();
}

async function peopleWithout(server: RunningServer, { key, provider }: { key: MadeKey; provider: OidcTestProvider }): Promise<Caller[]> {
  await cheapUser(server.database, 'matrix anna', PASSWORD, 'viewer');
  const guest = bearer(await provider.token({ groups: ['guests'] }));
  // Makes the user, which the first sight of such a token does.
  await send(`${server.url}/session`, { headers: guest });
  return [
    { name: 'operator by key as Basic', role: 'operator', by: 'BASIC KEY', headers: asBasic(key.text) },
    { name: 'viewer by password', role: 'viewer', by: 'PASSWORD', headers: basic('matrix anna', PASSWORD) },
    { name: 'operator by issued token', role: 'operator', by: 'TOKEN', headers: bearer(await issued(server, key)) },
    { name: 'viewer by a provider', role: 'viewer', by: 'TOKEN', headers: guest },
    { name: 'nobody by a provider', role: null, by: 'NOTHING', headers: bearer(await provider.token({ sub: 'other', groups: ['others'] })) },
  ];
}

async function peopleWithGrants(server: RunningServer): Promise<Caller[]> {
  const kinds: [role: PersonRole, granted: PersonRole, path: string][] = [['operator', 'operator', '/elsewhere'], ['operator', 'viewer', GRANTED], ['viewer', 'admin', GRANTED], ['admin', 'operator', GRANTED], ['admin', 'admin', GRANTED]];
  return await Promise.all(kinds.map(async ([role, granted, path]): Promise<Caller> => {
    const name = `${role} granted ${granted} in ${path}`;
    const { text } = await createKey(server.database, { role, label: name });
    await addGrant(server.database, name, { path, role: granted });
    return { name, role, by: 'KEY', headers: bearer(text), asksAll: true, there: path !== GRANTED ? null : covers(role, granted) ? granted : role };
  }));
}

const cookie = (token: string): Headers => ({ cookie: `${SESSION_COOKIE}=${token}` });
const asBasic = (text: string): Headers => basic(text.split('.')[0]!, text.split('.')[1]!);

// Not by the server: it would remember the key as good for a few seconds, and so let it in after its end.
async function sessionOf(server: RunningServer, { id, userId }: MadeKey): Promise<string> {
  const user = (await standingOfUser(server.database, userId))!;
  const by = principalOf(actorOf(user, user.userRole), { authenticatedBy: 'KEY', keyId: id })!;
  return (await openSession(server.database, ownTokens(server), { by, hours: 1, now: new Date() })).token;
}

async function issued(server: RunningServer, { id, userId }: MadeKey, { url = `${server.url}/oidc`, age = 0 } = {}): Promise<string> {
  return await issueToken(ownTokens(server).issued, { url, audience: 'switchyard' }, { keyId: id, userId, name: 'x', role: 'operator', now: new Date(Date.now() - age * 1_000) });
}

async function dialectToken(server: RunningServer, { id, userId }: MadeKey): Promise<string> {
  return await signClearmlToken(ownTokens(server).sessions, { keyId: id, userId, claims: {}, seconds: 600, now: new Date() });
}

async function deploymentToken(server: RunningServer, { id, userId }: MadeKey, deploymentId?: string): Promise<string> {
  const [served] = await server.database.query<{ id: string }>({ name: '', text: 'SELECT id FROM deployment WHERE is_default AND deleted_at IS NULL' }, []);
  return await signIkomiaToken(ownTokens(server).sessions, { keyId: id, userId, scope: { deploymentId: deploymentId ?? served!.id, storage: true }, seconds: 600, now: new Date() });
}

function ownTokens(server: RunningServer): OwnTokens {
  return openOwnTokens(server.database, { issuer: () => ({ url: `${server.url}/oidc`, audience: 'switchyard' }) });
}

function isLetInToClearml(asked: PersonRole | '', { role, by, inClearml }: Caller): boolean {
  if (asked === '') return true;
  const known = inClearml ?? (by === 'KEY' || by === 'BASIC KEY' ? role : null);
  return known !== null && covers(known, asked);
}

function isLetInToIkomia(asked: PersonRole | '', { role, by, inIkomia, there }: Caller): boolean {
  if (asked === '') return by === 'KEY';
  // Who has grants is told that there is nothing, whatever he asked for.
  const known = inIkomia ?? (by === 'KEY' ? role : null);
  return known !== null && covers(known, there === undefined ? asked : 'viewer');
}

/** Whether a rule lets a caller in. */
export function isLetIn(rule: Rule, caller: Caller): boolean {
  if (rule.startsWith('clearml')) return isLetInToClearml(rule.slice('clearml '.length) as PersonRole | '', caller);
  if (rule.startsWith('ikomia')) return isLetInToIkomia(rule.slice('ikomia '.length) as PersonRole | '', caller);
  if (caller.isForeignPage) return false;
  if (rule === 'anybody') return true;
  const { role, by } = caller;
  if (role === null) return false;
  if (rule === 'caller') return true;
  if (rule === 'session') return by === 'SESSION';
  if (rule === 'credential') return by !== 'SESSION';
  if (rule === 'client') return by === 'BASIC KEY';
  const isEverywhere = caller.there === undefined;
  // Runners have keys and nothing else, and so has whoever stands in for one.
  if (rule === 'runner') return by === 'KEY' && (role === 'runner' || (role === 'admin' && isEverywhere));
  const [asked, everywhere] = rule.split(' ') as [PersonRole, string?];
  return covers(role, asked) && (everywhere === undefined || isEverywhere);
}
