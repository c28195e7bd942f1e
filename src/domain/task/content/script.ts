// Scripts: where a task's program is, in the form in which its author gives it.
import type { InputPath } from '../../input/check.ts';
import type { JsonObject } from '../task-doc.ts';
import { anyObjectAt, objectEntriesAt, textFieldsAt } from './content-reading.ts';

const TRIMMED = ['binary', 'repository', 'entry_point', 'tag', 'branch', 'version_num', 'working_dir'];

/** The known fields of a script, texts trimmed but for the diff; others are dropped. `requirements` may be any object. */
export function scriptAt(value: unknown, path: InputPath): JsonObject {
  const texts = textFieldsAt(value, path, { known: [...TRIMMED, 'diff'], trimmed: TRIMMED });
  const requirements = new Map(objectEntriesAt(value, path)).get('requirements');
  return requirements === undefined ? texts : { ...texts, requirements: anyObjectAt(requirements, [...path, 'requirements']) };
}
