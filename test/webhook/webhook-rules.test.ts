// The pure decisions about webhooks: schedules, signatures, and which addresses are public.
import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_PAUSE_SECONDS, isTaken, LONGEST_PAUSE_SECONDS, MAX_DELIVERY_ATTEMPTS, MAX_DELIVERY_SECONDS, PAUSE_JITTER, planDelivery, retryAfterOf, SWITCH_OFF_SECONDS, switchOffReason } from '../../src/domain/webhook/delivery-schedule.ts';
import { addressBytes, isLocalName, isPublicAddress } from '../../src/domain/webhook/network-address.ts';
import { faultOfHost, webhookEventsAt, webhookUrlAt } from '../../src/domain/webhook/webhook-input.ts';
import { runMessage } from '../../src/domain/webhook/webhook-message.ts';
import { webhookEventOf } from '../../src/domain/webhook/webhook.ts';
import { readAddress } from '../../src/engine/webhook/webhook-setting.ts';
import { signedHeaders } from '../../src/server/webhook/webhook-signature.ts';

const failure = fc.record({ statusCode: fc.option(fc.integer({ min: 300, max: 599 }).filter((code) => code !== 410), { nil: null }), retryAfter: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null }) });

describe('the schedule', () => {
  test('ends every delivery after so many attempts and so long a time, whatever is answered', () => {
    fc.assert(fc.property(fc.array(fc.tuple(failure, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 20 })), { minLength: 40, maxLength: 40 }), (tries) => {
      let age = 0;
      for (const [i, [fault, chance, took]] of tries.entries()) {
        age += took;
        const plan = planDelivery(fault, { attempts: i + 1, ageSeconds: age }, chance);
        if (plan.kind === 'GIVE_UP') return i < MAX_DELIVERY_ATTEMPTS;
        age += plan.afterSeconds;
        expect(age).toBeLessThanOrEqual(MAX_DELIVERY_SECONDS);
      }
      return false;
    }));
  });

  test('waits longer after each failure, within the jitter, and no less than the answer asks', () => {
    fc.assert(fc.property(failure, fc.integer({ min: 1, max: MAX_DELIVERY_ATTEMPTS - 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (fault, attempts, chance) => {
      const plan = planDelivery(fault, { attempts, ageSeconds: 0 }, chance);
      const pause = Math.min(FIRST_PAUSE_SECONDS * 3 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
      const asked = Math.min(fault.retryAfter ?? 0, LONGEST_PAUSE_SECONDS);
      expect(plan.kind).toBe('RETRY');
      const { afterSeconds } = plan as { afterSeconds: number };
      expect(afterSeconds).toBeGreaterThanOrEqual(Math.max(asked, pause * (1 - PAUSE_JITTER) - 1e-6));
      expect(afterSeconds).toBeLessThanOrEqual(Math.max(asked, pause * (1 + PAUSE_JITTER) + 1e-6));
    }));
  });

  test('gives up at once, and switches off, when the address is gone; and switches off what has failed for days', () => {
    const gone = { statusCode: 410, retryAfter: null };
    expect(planDelivery(gone, { attempts: 1, ageSeconds: 0 }, 0.5)).toEqual({ kind: 'GIVE_UP' });
    expect(switchOffReason(gone, 0)).toMatch(/410/);
    const down = { statusCode: null, retryAfter: null };
    expect([switchOffReason(down, SWITCH_OFF_SECONDS - 1), switchOffReason(down, SWITCH_OFF_SECONDS)]).toEqual([null, expect.any(String)]);
    expect([199, 200, 204, 299, 300, 302].map(isTaken)).toEqual([false, true, true, true, false, false]);
    expect(['5', ' 7 ', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT', undefined].map(retryAfterOf)).toEqual([5, 7, null, null, null]);
  });
});

describe('an address', () => {
  const blocked = new BlockList();
  for (const [prefix, length] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) blocked.addSubnet(prefix, length, 'ipv4');

  test('of IPv4 is public unless it lies in a special block, as the platform judges blocks, and so is one of IPv6 that stands for it', () => {
    const near = fc.constantFrom([10, 0], [172, 15], [172, 31], [172, 32], [192, 168], [169, 254], [100, 63], [100, 127], [100, 128], [198, 19], [127, 255], [223, 255]);
    const bytes = fc.oneof(fc.ipV4(), fc.tuple(near, fc.nat(255), fc.nat(255)).map(([[a, b], c, d]) => `${a}.${b}.${c}.${d}`));
    fc.assert(fc.property(bytes, (text) => {
      const isPublic = !blocked.check(text, 'ipv4');
      const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
      const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
      expect([text, `::ffff:${text}`, `::ffff:${hex}`, `::${hex}`, `64:ff9b::${hex}`, `0:0:0:0:0:FFFF:${text}`].map(isPublicAddress)).toEqual(Array.from({ length: 6 }, () => isPublic));
    }), { numRuns: 2_000 });
  });

  test('of IPv6 is read like the platform reads it', () => {
    fc.assert(fc.property(fc.ipV6(), (text) => {
      const bytes = addressBytes(text)!;
      const whole = Array.from({ length: 8 }, (_, i) => (bytes[i * 2]! * 256 + bytes[i * 2 + 1]!).toString(16)).join(':');
      expect(new URL(`http://[${whole}]/`).hostname).toBe(new URL(`http://[${text}]/`).hostname);
    }));
  });

  test.each(['::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '64:ff9b:1::1', '::ffff:127.0.0.1', '::ffff:169.254.169.254', '100::1', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1::2::3', '12345::', ''])('%s is not public', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  test('is refused when it is made in whatever way a private one is written, and allowed for labs', () => {
    const at = (url: string, allowPrivate = false): string => webhookUrlAt(url, ['url'], { read: readAddress, allowPrivate }).href;
    for (const url of ['http://127.0.0.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://127.1/', 'http://[::1]/', 'http://[::ffff:7f00:1]/', 'http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/', 'http://router/', 'http://db.internal/', 'http://169.254.169.254/latest', 'http://①②⑦.0.0.1/']) {
      expect(() => at(url), url).toThrow(/SWITCHYARD_WEBHOOK_PRIVATE=on/);
      expect(at(url, true)).toMatch(/^http:/);
    }
    for (const url of ['ftp://example.org/', 'example.org', 'javascript:alert(1)', 'https://u:p@example.org/', 'https://u@example.org/', `https://example.org/${'x'.repeat(2_100)}`]) expect(() => at(url), url).toThrow(/^url: /);
    expect(at('https://Example.org/hook?a=1')).toBe('https://example.org/hook?a=1');
    expect([faultOfHost('93.184.216.34'), faultOfHost('2606:4700::1111'), isLocalName('example.org')]).toEqual([null, null, false]);
  });
});

test('messages are signed as the convention says: its own example comes out', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a change of a run is told by its status, and a long reason is cut between characters', () => {
  expect([['WAITING', 'RUNNING'], ['HELD', 'RUNNING'], ['FAILED', 'RUNNING'], ['RUNNING', 'SUCCEEDED'], ['RUNNING', 'FAILED'], ['WAITING', 'STOPPED'], ['RUNNING', 'HELD'], ['RUNNING', 'constructor']].map(([from, status]) => webhookEventOf({ from, status }))).toEqual(
    ['RUN_STARTED', null, 'RUN_STARTED', 'RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_STOPPED', null, null]);
  const body = JSON.parse(runMessage('RUN_FAILED', new Date(0), { runId: 'r', runName: 'n', status: 'FAILED', project: '/', deployment: null, message: '😀'.repeat(600), resultUrl: null })) as { type: string; data: { message: string } };
  expect([body.type, body.data.message.isWellFormed(), body.data.message.length]).toEqual(['run.failed', true, 1_001]);
  expect(webhookEventsAt(['RUN_FAILED', 'RUN_STARTED', 'RUN_FAILED'], ['events'])).toEqual(['RUN_STARTED', 'RUN_FAILED']);
  for (const events of [[], ['RUN'], 'RUN_FAILED']) expect(() => webhookEventsAt(events, ['events'])).toThrow(/^events/);
});
