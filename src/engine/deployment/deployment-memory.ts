// Deployments that were called a moment ago: the next call needs no look at them before, because the transaction that makes its run confirms them.
import { DEPLOYMENT_NAME } from '../../domain/deployment/deployment.ts';
import type { Connection } from '../../store/database.ts';
import { lastingOf } from '../../store/lasting-connection.ts';
import { servedByName, type ServedDeployment } from '../../store/read/deployment/served-deployment.store.ts';

/** Longest time, in milliseconds, for which a deployment is taken to be the same where nothing confirms it: polls may go by what was so long ago. */
export const DEPLOYMENT_MEMORY_MS = 1_000;

/** Names that are remembered; the one that was read first is forgotten first. */
export const MAX_REMEMBERED_DEPLOYMENTS = 1_000;

interface Remembered {
  readonly served: ServedDeployment;
  readonly readAt: number;
}

const MEMORIES = new WeakMap<Connection, Map<string | null, Remembered>>();

/** The deployment of a name (null = the default one) as it was read a moment ago, else as it is. Nobody has been asked whether the caller may see it. */
export async function recalledDeployment(db: Connection, name: string | null): Promise<ServedDeployment | undefined> {
  const known = memoryOf(db).get(name);
  if (known && performance.now() - known.readAt <= DEPLOYMENT_MEMORY_MS) return known.served;
  return freshDeployment(db, name);
}

/** The same as it is now; it is remembered. A text that is no name is that of none, and is asked for nowhere. */
export async function freshDeployment(db: Connection, name: string | null): Promise<ServedDeployment | undefined> {
  if (name !== null && !DEPLOYMENT_NAME.test(name)) return undefined;
  const memory = memoryOf(db);
  const readAt = performance.now();
  const served = await servedByName(db, name);
  memory.delete(name);
  if (served === undefined) return undefined;
  memory.set(name, { served: sameDocument(served, memory), readAt });
  const oldest = memory.keys().next();
  if (memory.size > MAX_REMEMBERED_DEPLOYMENTS && oldest.done === false) memory.delete(oldest.value);
  return memory.get(name)?.served ?? served;
}

const DOCUMENTS = new WeakMap<Map<string | null, Remembered>, Map<string, ServedDeployment['document']>>();

/** Versions never change: the document of one is the same object as before, and what was made of it can be found by it. */
function sameDocument(served: ServedDeployment, memory: Map<string | null, Remembered>): ServedDeployment {
  const documents = DOCUMENTS.get(memory) ?? new Map<string, ServedDeployment['document']>();
  DOCUMENTS.set(memory, documents);
  const key = `${served.workflowId} ${served.n}`;
  const document = documents.get(key) ?? served.document;
  documents.delete(key);
  documents.set(key, document);
  const oldest = documents.keys().next();
  if (documents.size > MAX_REMEMBERED_DEPLOYMENTS && oldest.done === false) documents.delete(oldest.value);
  return { ...served, document };
}

function memoryOf(db: Connection): Map<string | null, Remembered> {
  const lasting = lastingOf(db);
  const memory = MEMORIES.get(lasting) ?? new Map<string | null, Remembered>();
  MEMORIES.set(lasting, memory);
  return memory;
}
