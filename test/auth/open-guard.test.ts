// The guard of open mode, over every combination of what its three headers can be.
import { describe, expect, test } from 'vitest';
import { isLoopbackName } from '../../src/auth/loopback-name.ts';
import { openGuard } from '../../src/auth/open-guard.ts';

const LOCAL_HOSTS = ['127.0.0.1:4000', '127.0.0.1', '127.255.0.3:4000', 'localhost:4000', 'LocalHost', '[::1]:4000', '[::1]'];
const FOREIGN_HOSTS = [
  undefined, '', 'evil.example', 'evil.example:4000', 'localhost.evil.example:4000', '127.0.0.1.evil.example', '127.0.0.1.nip.io:4000', '128.0.0.1', '10.0.0.1:4000', '0.0.0.0:4000', '192.168.1.2',
  '127.0.0.256', '127.0.0.01', '127.1', '2130706433', '0x7f.0.0.1', '::1', '[::2]:4000', '[::ffff:127.0.0.1]', '127.0.0.1:port', '127.0.0.1:4000:1', 'user@127.0.0.1', '127.0.0.1/x', '127.0.0.1 ', 'foo.localhost:4000', 'localhost.',
];
const SITES_ALLOWED = [undefined, 'same-origin', 'none'];
const SITES_REFUSED = ['cross-site', 'same-site', '', 'SAME-ORIGIN', 'same-origin, cross-site', 'other'];

function originsFor(host: string): { own: (string | undefined)[]; foreign: string[] } {
  const other = host.startsWith('127.0.0.1') ? 'localhost:4000' : '127.0.0.1:4000';
  return {
    own: [undefined, `http://${host}`, `https://${host}`, `HTTP://${host}`],
    foreign: [
      '', 'null', 'http://evil.example', 'https://evil.example:4000', `http://${other}`, `http://${host.replace(/:\d+$/, '')}:5173`, `ws://${host}`, `file://${host}`, `chrome-extension://${host}`,
      `http://user@${host}`, `http://${host}.evil.example`, `http://${host}/path`, `http://${host}#x`, `http://${host}?x`, `http://${host}, http://evil.example`, `http://evil.example@${host}`, 'http://', host, `//${host}`, `javascript:${host}`,
    ],
  };
}

describe('the guard of open mode', () => {
  test.each(LOCAL_HOSTS)('lets programs and pages of this very address through: Host %s', (host) => {
    for (const origin of originsFor(host).own) for (const site of SITES_ALLOWED) expect({ origin, site, refusal: openGuard({ host, origin, site }) }).toEqual({ origin, site, refusal: null });
  });

  test.each(FOREIGN_HOSTS)('refuses a name that is rebound to us, whatever the rest says: Host %s', (host) => {
    for (const origin of [undefined, `http://${host}`, 'http://127.0.0.1:4000']) {
      for (const site of [...SITES_ALLOWED, ...SITES_REFUSED]) expect(openGuard({ host, origin, site })?.code).toBe('FOREIGN_HOST');
    }
  });

  test.each(LOCAL_HOSTS)('refuses pages of another origin, another port of this machine included: Host %s', (host) => {
    for (const origin of originsFor(host).foreign) {
      for (const site of [...SITES_ALLOWED, ...SITES_REFUSED]) expect({ origin, code: openGuard({ host, origin, site })?.code }).toEqual({ origin, code: 'FOREIGN_ORIGIN' });
    }
  });

  test.each(LOCAL_HOSTS)('refuses what browsers mark as another site\'s doing even without an Origin (images, links): Host %s', (host) => {
    for (const origin of originsFor(host).own) for (const site of SITES_REFUSED) expect(openGuard({ host, origin, site })?.code).toBe('CROSS_SITE');
  });

  test('says what to do, and quotes at most a hundred characters of what it refused', () => {
    const refusal = openGuard({ host: `${'x'.repeat(5_000)}.example`, origin: undefined, site: undefined });
    expect(refusal?.message).toContain('AUTH=keys');
    expect(refusal?.message.length).toBeLessThan(500);
  });
});

test.each([['localhost', true], ['127.0.0.1', true], ['127.9.8.7', true], ['::1', true], ['0.0.0.0', false], ['::', false], ['', false], ['example.com', false], ['1.127.0.0', false]])('whether %s is loopback: %s', (name, is) => {
  expect(isLoopbackName(name)).toBe(is);
});
