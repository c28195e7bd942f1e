// Which pages may call with a session cookie.
import { expect, test } from 'vitest';
import { cookieGuard } from '../../src/auth/cookie-guard.ts';

const PUBLIC = 'https://lab.example/switchyard';
type Case = [what: string, headers: { host?: string; origin?: string; site?: string }, publicUrl: string | null];

const allowed: Case[] = [
  ['a program', { host: 'lab.example' }, PUBLIC],
  ['the address bar', { host: 'lab.example', site: 'none' }, PUBLIC],
  ['a page of this server', { host: 'lab.example:4000', origin: 'http://lab.example:4000', site: 'same-origin' }, null],
  ['a page of this server behind a proxy that keeps the Host', { host: 'lab.example', origin: 'https://lab.example', site: 'same-origin' }, null],
  ['a page of the public address behind a proxy that rewrites the Host', { host: '10.0.0.5:4000', origin: 'https://lab.example', site: 'same-origin' }, PUBLIC],
];
const refused: Case[] = [
  ['another site', { host: 'lab.example', origin: 'https://evil.example', site: 'cross-site' }, PUBLIC],
  ['another host of the same site', { host: 'lab.example', origin: 'https://wiki.lab.example', site: 'same-site' }, PUBLIC],
  ['another port', { host: 'lab.example:4000', origin: 'http://lab.example:8080' }, null],
  ['the public host over plain http on another port', { host: '10.0.0.5:4000', origin: 'http://lab.example:8080' }, PUBLIC],
  ['a sandboxed page', { host: 'lab.example', origin: 'null' }, PUBLIC],
  ['an image of another site', { host: 'lab.example', site: 'cross-site' }, PUBLIC],
  ['an image of the same site', { host: 'lab.example', site: 'same-site' }, PUBLIC],
  ['an unheard-of kind of site', { host: 'lab.example', site: 'same-origin, cross-site' }, PUBLIC],
  ['no Host at all', { origin: 'http://lab.example' }, null],
  ['an Origin that only begins like ours', { host: 'lab.example', origin: 'https://lab.example.evil.example' }, PUBLIC],
  ['an Origin with a user in it', { host: 'lab.example', origin: 'https://lab.example@evil.example' }, PUBLIC],
];
const guarded = ([, { host, origin, site }, publicUrl]: Case): string | null => cookieGuard({ host, origin, site }, publicUrl)?.code ?? null;

test.each(allowed)('%s may', (...row) => expect(guarded(row)).toBeNull());
test.each(refused)('%s may not', (...row) => expect(guarded(row)).toMatch(/^(FOREIGN_ORIGIN|CROSS_SITE)$/));
