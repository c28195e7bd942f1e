// Artifacts as they are given.
import { invalid, listAt, optional, wordAt, type InputPath } from '../../input/check.ts';
import type { JsonObject } from '../task-doc.ts';
import { ARTIFACT_MODES, type Artifact, type ArtifactName } from './artifact.ts';
import { CONTENT_LIMITS } from './content-limits.ts';
import { anyObjectAt, anyTextAt, contentKeyAt, objectEntriesAt, textFieldsAt } from './content-reading.ts';

/** Artifacts, each key and mode once: the last one given. `given` names the fields as clients do: `content_size`, `timestamp`, `type_data`, `display_data`. */
export function artifactsAt(value: unknown, path: InputPath): readonly Artifact[] {
  const artifacts = listAt(value, path, { max: CONTENT_LIMITS.artifacts, entry: artifactAt });
  return [...new Map(artifacts.map((artifact) => [`${artifact.mode} ${artifact.key}`, artifact])).values()];
}

/** What tells artifacts from the others of their task; the mode is output unless said otherwise. */
export function artifactNamesAt(value: unknown, path: InputPath): readonly ArtifactName[] {
  return listAt(value, path, { max: CONTENT_LIMITS.artifacts, entry: (item, at) => nameAt(new Map(objectEntriesAt(item, at)), at) });
}

function artifactAt(value: unknown, path: InputPath): Artifact {
  const given = new Map(objectEntriesAt(value, path));
  const at = (field: string) => [...path, field];
  const text = (field: string) => optional(given.get(field), (inner) => anyTextAt(inner, at(field)), null);
  return {
    ...nameAt(given, path), type: contentKeyAt(given.get('type'), at('type')), uri: text('uri'), hash: text('hash'),
    contentSize: optional(given.get('content_size'), (inner) => countAt(inner, at('content_size')), null), at: optional(given.get('timestamp'), (inner) => countAt(inner, at('timestamp')), null),
    typeData: optional(given.get('type_data'), (inner) => typeDataAt(inner, at('type_data')), null), displayData: optional(given.get('display_data'), (inner) => displayAt(inner, at('display_data')), null),
  };
}

function nameAt(given: ReadonlyMap<string, unknown>, path: InputPath): ArtifactName {
  return { key: contentKeyAt(given.get('key'), [...path, 'key']), mode: optional(given.get('mode'), (mode) => wordAt(mode, [...path, 'mode'], ARTIFACT_MODES), 'output') };
}

/** Python writes seconds with a fraction here and there: it is cut off. */
function countAt(value: unknown, path: InputPath): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(Math.trunc(value))) invalid(path, 'must be a whole number');
  return Math.trunc(value);
}

function typeDataAt(value: unknown, path: InputPath): JsonObject {
  return textFieldsAt(value, path, { known: ['preview', 'content_type', 'data_hash'] });
}

function displayAt(value: unknown, path: InputPath): Artifact['displayData'] {
  const rows = listAt(value, path, { max: CONTENT_LIMITS.items, entry: (row, at) => listAt(row, at, { max: CONTENT_LIMITS.items, entry: cellAt }) });
  anyObjectAt({ rows }, path);
  return rows;
}

function cellAt(value: unknown, path: InputPath): string | number {
  return typeof value === 'number' ? value : anyTextAt(value, path);
}
