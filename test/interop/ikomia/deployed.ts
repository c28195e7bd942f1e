// A deployment for the real clients: grey, threshold, components; and where they find it.
import { expect } from 'vitest';
import type { ClientKey, ClientOptions, InteropGround } from '../interop-ground.ts';

const node = (task_id: number, name: string, parameters: Readonly<Record<string, string>> = {}): object => ({
  task_id, task_data: { name, parameters: Object.entries(parameters).map(([each, value]) => ({ name: each, value })) },
});
const edge = (source_id: number, target_id: number): object => ({ source_id, source_index: 0, target_id, target_index: 0 });

/** A workflow as people upload it: parameters that it does not name have their defaults. */
export const DOCUMENT = {
  metadata: { name: 'squares', description: 'Finds what is bright.', keywords: 'squares,bright' },
  tasks: [node(0, 'sy_grayscale'), node(1, 'sy_threshold', { value: '127' }), node(2, 'sy_components', { label: 'square' })],
  connections: [edge(-1, 0), edge(0, 1), edge(1, 2)],
};

/** Deploys it under a name; gives the address that clients are told. */
export async function deploy(ground: InteropGround, name: string, { isDefault = false }: { readonly isDefault?: boolean } = {}): Promise<string> {
  const { deployWorkflow } = await ground.graphql(
    'mutation ($name: String!, $document: JSON!, $isDefault: Boolean) { deployWorkflow(input: { name: $name, document: $document, isDefault: $isDefault }) { deployment { name isDefault } userErrors { message } } }',
    { name, document: DOCUMENT, ...(isDefault ? { isDefault } : {}) },
  );
  expect(deployWorkflow).toEqual({ deployment: { name, isDefault }, userErrors: [] });
  return isDefault ? ground.url : `${ground.url}/deployments/${name}`;
}

/** How a script finds this server: by the variables that its documentation names. */
export function clientOf(ground: InteropGround, args: readonly string[], key?: ClientKey): ClientOptions {
  const env = { IKOMIA_URL: ground.url, IKOMIA_SCALEFS_URL: ground.url, IKOMIA_TOKEN: key === undefined ? 'whatever.whatever' : `${key.access}.${key.secret}` };
  return { client: 'ikomia', also: ['scene.py'], args, env };
}
