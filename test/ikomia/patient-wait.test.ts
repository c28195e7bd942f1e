// How long a poll goes on waiting, and what makes it look.
import { describe, expect, test, vi } from 'vitest';
import { BEGUN_MS, PatientWait } from '../../src/api/rest/ikomia/run/patient-wait.ts';
import { RunWakes } from '../../src/api/rest/ikomia/run/run-wakes.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { RunStatus } from '../../src/domain/run/run.ts';
import { type ResultValues, ToldResults } from '../../src/engine/read/told-results.ts';
import { Hub } from '../../src/events/hub.ts';

const RUN = '018f0000-0000-7000-8000-000000000001';
const LONG_MS = 600_000;

function opened(first: 'PENDING' | null) {
  const hub = new Hub({ log: { warn: vi.fn<() => void>(), error: vi.fn<() => void>() } as never, position: 0 });
  const results = new ToldResults();
  const wake = new RunWakes(hub, results).on(RUN);
  const stop = new AbortController();
  let seq = 0;
  const becomes = (status: RunStatus, given?: ResultValues): void => {
    seq += 1;
    const event = { seq, at: new Date(), kind: 'run.status', subjectId: RUN, projectId: null, runId: RUN, taskId: null, queueId: null, actorId: null, requestId: null, data: { status } } as LoggedEvent;
    if (given) results.tell(new Map([[RUN, given]]), [event]);
    hub.publish([event], seq);
  };
  return { becomes, stop, results, wake, wait: new PatientWait(wake, stop.signal, { ms: LONG_MS, first }) };
}

test('that a run goes on makes nobody look who waits for its end; the end does at once', async () => {
  const { becomes, wait } = opened(null);
  becomes('RUNNING');
  const looks = vi.fn<() => void>();
  const end = wait.forEnd().then(looks);
  becomes('HELD');
  becomes('WAITING');
  await new Promise(setImmediate);
  expect(looks).not.toHaveBeenCalled();
  becomes('FAILED');
  await end;
  expect(wait.isOver).toBe(false);
});

test('who waits for a change is patient for a moment when the run begins, and then looks once', async () => {
  const { becomes, wait } = opened('PENDING');
  const began = performance.now();
  becomes('RUNNING');
  await wait.forEnd();
  const waited = performance.now() - began;
  expect(waited).toBeGreaterThan(BEGUN_MS - 20);
  expect(waited).toBeLessThan(LONG_MS / 10);
  expect(wait.isOver).toBe(true);
});

test('nothing is waited for when nobody is there any more', async () => {
  const { stop, wait } = opened('PENDING');
  const end = wait.forEnd();
  stop.abort();
  await end;
  expect(wait.isOver).toBe(true);
});

describe('what a run has given', () => {
  const VALUES: ResultValues = [{ type: 'DATA_DICT', body: { inline: '{}' } }];

  test('comes with the news that it has ended well, to who waited when it was told here', async () => {
    const { becomes, wait } = opened(null);
    const end = wait.forEnd();
    becomes('RUNNING');
    becomes('SUCCEEDED', VALUES);
    expect(await end).toBe(VALUES);
  });

  test('is to be looked up when it was told on another server, when the run failed, and when it was told of another end of it', async () => {
    const elsewhere = opened(null);
    elsewhere.becomes('SUCCEEDED');
    expect(await elsewhere.wait.forEnd()).toBeNull();
    const failed = opened(null);
    failed.becomes('FAILED', VALUES);
    expect(await failed.wait.forEnd()).toBeNull();
    const again = opened(null);
    again.becomes('SUCCEEDED', VALUES);
    again.becomes('WAITING');
    again.becomes('SUCCEEDED');
    expect(await again.wait.forEnd()).toBeNull();
  });

  test('is kept only while somebody waits for the run', () => {
    const { becomes, results, wake } = opened(null);
    const another = results.on(RUN);
    expect(results.size).toBe(1);
    wake[Symbol.dispose]();
    becomes('SUCCEEDED', VALUES);
    expect(another.at({ seq: 1 })).toBe(VALUES);
    expect(another.at({ seq: 2 })).toBeNull();
    another[Symbol.dispose]();
    becomes('SUCCEEDED', VALUES);
    expect(results.size).toBe(0);
    expect(another.at({ seq: 2 })).toBeNull();
  });
});
