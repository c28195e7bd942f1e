// The smallest workflow document: one picture in, one out.

/** One node that inverts its picture. */
export const TINY_GRAPH = {
  metadata: { name: 'tiny', description: '', keywords: '' },
  tasks: [{ task_id: 0, task_data: { name: 'sy_invert', parameters: [] } }],
  connections: [{ source_id: -1, source_index: 0, target_id: 0, target_index: 0 }],
} as const;

/** JSON as a literal of a GraphQL document; names of members must be names there, too. */
export function toLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([name, each]) => `${name}: ${toLiteral(each)}`).join(', ')} }`;
}
