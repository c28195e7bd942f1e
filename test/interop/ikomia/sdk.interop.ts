// The real Ikomia SDK against a server that asks for keys and has a runner: what its users do.
import path from 'node:path';
import { expect, test } from 'vitest';
import { beads, SCENE } from '../../../examples/deployments/scene.ts';
import { requireTool } from '../../ground/optional-tool.ts';
import { InteropGround, NOWHERE } from '../interop-ground.ts';
import { PythonClient } from '../python-client.ts';

const SCRIPT = path.join(import.meta.dirname, 'scripts', 'sdk_calls.py');
const PICTURE = path.join(import.meta.dirname, '..', '..', '..', 'examples', 'deployments', 'beads.jpg');
const SIZE = [SCENE.width, SCENE.height];

/** Beads that have more pixels than that: each is a disc of a known radius, and none lies near the limits that are asked for. */
const larger = (pixels: number): number => beads().filter(({ radius }) => Math.PI * radius ** 2 > pixels).length;

test.each(['/deployments/count-beads', ''])('runs, outputs, parameters, failures and the storage work, one run after the other and five at a time, at the address "%s"', async (address) => {
  const program = requireTool('clearml');
  await using ground = await InteropGround.open({ settings: { AUTH: 'keys', SWITCHYARD_RUNNERS: '1' } });
  const { access, secret } = await ground.generatedKey('OPERATOR');
  const env = { HOME: ground.folder('home'), PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1', IKOMIA_URL: ground.url, IKOMIA_SCALEFS_URL: ground.url, IKOMIA_TOKEN: `${access}.${secret}`, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: '127.0.0.1,localhost' };
  const client = new PythonClient({ program, args: [SCRIPT, ground.url + address, PICTURE], cwd: ground.folder('home'), env });
  try {
    const facts = await client.end();
    expect(facts).toMatchObject({
      run: [1, SIZE], threshold: ['png', SIZE], all_outputs: ['image', 'OBJECT_DETECTION', 'BLOB_VALUES'],
      unknown_parameter: 'TaskParameterNotFoundException', failed: expect.stringMatching(/^input 0: /),
      stored: ['storage_object', 'image'], kept: ['storage_object', 'image'], again: SIZE, by_path: [true, 1], from_path: SIZE, deleted: 0,
    });
    expect(facts['states'].at(-1)).toBe('SUCCESS');
    expect(new Set(facts['large'])).toEqual(new Set(['large']));
    expect(facts['large'].length).toBeGreaterThan(0);
    expect(facts['large'].length).toBeLessThanOrEqual(larger(2_000));
    const [all, middle, few, again, none] = facts['parallel'] as readonly number[];
    expect([all, again, none]).toEqual([beads().length, beads().length, 0]);
    expect(middle).toBeLessThan(all!);
    expect(few).toBeLessThan(middle!);
    // The one run that was meant to fail is the one that did.
    expect(ground.recorder.faults().map(({ status }) => status)).toEqual([520]);
  } catch (error) {
    console.error(`${client.output}\n---- calls\n${ground.recorder.report()}`);
    throw error;
  } finally {
    await client.kill();
  }
});
