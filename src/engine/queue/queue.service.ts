// Commands on queues: create, pause, resume, drain.
import { listAt, optional, textAt, wordAt } from '../../domain/input/check.ts';
import { MAX_NAME, nameAt } from '../../domain/input/spec-input.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { QueueState } from '../../domain/queue/queue.ts';
import { SPEC_KINDS, type SpecKind } from '../../domain/task/spec.ts';
import { insertQueue, lockQueueExclusive, setQueueState } from '../../store/write/queue-write.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findQueue, requireId } from '../found.ts';
import { emit } from '../work.ts';

/** A queue to create: a unique name of letters, digits, `_ . - /`, and the kinds of task it accepts. */
export interface CreateQueueInput {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly accepts: readonly SpecKind[];
}

const QUEUE_NAME = /^[A-Za-z0-9_./-]+$/;

/** Creates an open queue. Errors: INVALID, ALREADY_EXISTS. Needs the role admin. */
export async function createQueue(engine: Engine, context: CommandContext, input: CreateQueueInput): Promise<CommandOutcome> {
  const name = textAt(input.name, ['name'], { min: 1, max: MAX_NAME, pattern: QUEUE_NAME, form: 'made of letters, digits, _ . - /' });
  const displayName = optional(input.displayName, (value) => nameAt(value, ['displayName']), null);
  const accepts = [...new Set(listAt(input.accepts, ['accepts'], { max: SPEC_KINDS.length, entry: (kind, path) => wordAt(kind, path, SPEC_KINDS) }))];
  if (accepts.length === 0) throw new DomainError('INVALID', 'accepts: name at least one kind of task', { path: ['accepts'] });
  return runCommand(engine, context, {
    op: 'createQueue',
    input,
    role: 'admin',
    body: async (work) => {
      const id = engine.newId();
      if (!(await insertQueue(work.tx, { id, name, displayName, accepts }))) {
        throw new DomainError('ALREADY_EXISTS', `a queue named ${name} exists: choose another name`, { path: ['name'] });
      }
      emit(work, 'queue.created', { subjectId: id, queueId: id, data: { state: 'OPEN', name } });
      return accepted(id);
    },
  });
}

/** After this has answered nothing of the queue starts until it is resumed. Tasks that run go on. */
export function pauseQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'pauseQueue', state: 'PAUSED', ...input });
}

/** The queue hands out and accepts again. */
export function resumeQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'resumeQueue', state: 'OPEN', ...input });
}

/** The queue hands out what it holds and accepts nothing new. */
export function drainQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  return changeState(engine, context, { op: 'drainQueue', state: 'DRAINING', ...input });
}

async function changeState(engine: Engine, context: CommandContext, call: { op: string; state: QueueState; queueId: string }): Promise<CommandOutcome> {
  const { op, state } = call;
  return runCommand(engine, context, {
    op,
    input: { queueId: call.queueId },
    body: async (work) => {
      const id = requireId('queue', call.queueId, ['queueId']);
      await lockQueueExclusive(work.tx, id);
      const queue = await findQueue(work, id);
      if (queue.state === state) return noop(id, 'ALREADY_SO');
      await setQueueState(work.tx, id, state);
      emit(work, 'queue.state', { subjectId: id, queueId: id, data: { state, from: queue.state, name: queue.name } });
      return accepted(id);
    },
  });
}
