// The deployment that a database has which never had one: the example, which answers at the root until somebody says otherwise.
import { bookOf } from '../../domain/graph/algorithm-book.ts';
import { BUILT_IN_ALGORITHMS } from '../../domain/graph/built-in/built-in-algorithms.ts';
import { documentAt } from '../../domain/graph/document-input.ts';
import { EXAMPLE_DEPLOYMENT } from '../../domain/graph/example/example-deployment.ts';
import { DomainError } from '../../domain/errors.ts';
import { hadDeployments, lockDeployments } from '../../store/write/deployment/deployment-write.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction } from '../work.ts';
import { deploy } from './deploy.ts';

/** Makes the example once for each database: not again when it was changed or deleted, and never in the place of another. Harmless to repeat, also by several servers at once; costs one statement from then on. */
export async function seedDeployment(engine: Engine): Promise<void> {
  if (await hadDeployments(engine.db)) return;
  const { name, description, document: written } = EXAMPLE_DEPLOYMENT;
  const document = documentAt(written, ['document'], bookOf(BUILT_IN_ALGORITHMS));
  try {
    await inTransaction(engine, { op: 'seedDeployment', actorId: null, requestId: null }, async (work) => {
      await lockDeployments(work.tx);
      if (!(await hadDeployments(work.tx))) await deploy(work, undefined, { name, description, document, followsLatest: false, isDefault: true });
    });
  } catch (error) {
    // Somebody has saved a workflow of that name: it stays theirs, and there is no example.
    if (!(error instanceof DomainError) || error.code !== 'ALREADY_EXISTS') throw error;
  }
}
