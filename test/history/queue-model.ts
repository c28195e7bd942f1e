// The sequential model of a queue and its tasks: a list, a state, and what each task is doing.
import { lineMoved, lineWith, type LineItem } from '../domain/line-model.ts';
import type { SequentialModel } from './linearize.ts';
import type { Answer, Asked, Claimed, Commanded, Looked, QueueOperation } from './queue-operation.ts';

/** What a task is doing: `stopping` is running under an order. */
export type TaskState = 'created' | 'queued' | 'running' | 'stopping' | 'stopped';

interface ModelItem extends LineItem {
  readonly task: string | null;
  readonly name: string | null;
}

/** The whole state. A task that is not in the map is created. */
export interface QueueState {
  readonly state: 'OPEN' | 'PAUSED' | 'DRAINING';
  readonly line: readonly ModelItem[];
  readonly tasks: Readonly<Record<string, TaskState>>;
  /** The priority that a task was last enqueued with; 0 unless told. It has it again where no neighbour's is to be adopted. */
  readonly wishes: Readonly<Record<string, number>>;
}

/** A queue that is open and empty. */
export const QUEUE_MODEL: SequentialModel<QueueState, QueueOperation> = {
  start: { state: 'OPEN', line: [], tasks: {}, wishes: {} },
  step: (state, op) => {
    if (op.op === 'claim') return claimed(state, op);
    if (op.op === 'look') return looked(state, op);
    const { next, answer } = commanded(state, op);
    return answer.result === op.answered.result && answer.code === op.answered.code ? next : null;
  },
  keyOf: ({ state, line, tasks, wishes }) => JSON.stringify([state, line.map(({ id, priority, name }) => [id, priority, name]), Object.entries(tasks).sort(), Object.entries(wishes).sort()]),
};

interface Stepped {
  readonly next: QueueState;
  readonly answer: Answer;
}

/** What the model would answer to a command, and the state after it. */
export function commanded(state: QueueState, asked: Asked): Stepped {
  const no = (result: 'NOOP' | 'REFUSED', code: Answer['code']): Stepped => ({ next: state, answer: { result, code } });
  const yes = (change: Partial<QueueState>): Stepped => ({ next: { ...state, ...change }, answer: { result: 'ACCEPTED', code: null } });
  const { line } = state;
  switch (asked.op) {
    case 'enqueue':
    case 'dequeue':
    case 'abort':
      return onTask(state, asked, { yes, no });
    case 'move': {
      const there = asked.items.filter((id) => line.some((item) => item.id === id));
      if (there.length === 0) return no('REFUSED', 'NOT_QUEUED');
      const moved = lineMoved(line, there, asked.to);
      if (moved === null) return no('REFUSED', 'NOT_QUEUED');
      // The answer names what was gone: that is part of what must be explained.
      if (asked.items.length - there.length !== asked.gone.length || asked.gone.some((id) => there.includes(id))) return no('REFUSED', 'ALREADY_ENDED');
      return sameLine(moved, line) ? no('NOOP', 'ALREADY_SO') : yes({ line: moved });
    }
    case 'rename': {
      const item = line.find(({ id }) => id === asked.item);
      if (!item) return no('REFUSED', 'NOT_QUEUED');
      return item.name === asked.name ? no('NOOP', 'ALREADY_SO') : yes({ line: line.map((one) => (one === item ? { ...one, name: asked.name } : one)) });
    }
    case 'addBarrier': {
      const added = lineWith(line, [{ id: asked.item ?? '', task: null, priority: 0, name: null }], asked.to);
      return added === null ? no('REFUSED', 'NOT_QUEUED') : yes({ line: added });
    }
    case 'removeBarrier':
      return line.some(({ id }) => id === asked.item) ? yes({ line: line.filter(({ id }) => id !== asked.item) }) : no('REFUSED', 'NOT_QUEUED');
    case 'setState':
      return state.state === asked.state ? no('NOOP', 'ALREADY_SO') : yes({ state: asked.state });
  }
}

interface Say {
  readonly yes: (change: Partial<QueueState>) => Stepped;
  readonly no: (result: 'NOOP' | 'REFUSED', code: Answer['code']) => Stepped;
}

function onTask(state: QueueState, asked: Extract<Asked, { op: 'enqueue' | 'dequeue' | 'abort' }>, { yes, no }: Say): Stepped {
  const doing = state.tasks[asked.task] ?? 'created';
  const become = (next: TaskState) => ({ tasks: { ...state.tasks, [asked.task]: next } });
  const without = state.line.filter(({ task }) => task !== asked.task);
  switch (asked.op) {
    case 'enqueue':
      if (doing === 'queued') return no('NOOP', 'ALREADY_QUEUED');
      if (doing === 'running') return no('REFUSED', 'ALREADY_RUNNING');
      if (doing === 'stopping') return no('REFUSED', 'STOPPING');
      if (state.state === 'DRAINING') return no('REFUSED', 'QUEUE_CLOSED');
      return entered(state, asked, { yes, no });
    case 'dequeue':
      if (doing === 'queued') return yes({ line: without, ...become('created') });
      if (doing === 'created') return no('NOOP', 'NOT_QUEUED');
      return no('REFUSED', doing === 'running' ? 'ALREADY_RUNNING' : doing === 'stopping' ? 'STOPPING' : 'NOT_QUEUED');
    case 'abort':
      if (doing === 'queued') return yes({ line: without, ...become('stopped') });
      if (doing === 'running') return yes(become('stopping'));
      if (doing === 'created') return no('REFUSED', 'NOT_RUNNING');
      return no('NOOP', doing === 'stopping' ? 'WEAKER_ORDER' : 'ALREADY_ENDED');
  }
}

function entered(state: QueueState, asked: Extract<Asked, { op: 'enqueue' }>, { yes, no }: Say): Stepped {
  const wish = asked.to ? (state.wishes[asked.task] ?? 0) : asked.priority;
  const item = { id: asked.item ?? '', task: asked.task, priority: wish, name: null };
  const end = state.line.findIndex((other) => other.priority < wish);
  const line = asked.to ? lineWith(state.line, [item], asked.to) : state.line.toSpliced(end < 0 ? state.line.length : end, 0, item);
  if (line === null) return no('REFUSED', 'NOT_QUEUED');
  return yes({ line, tasks: { ...state.tasks, [asked.task]: 'queued' }, wishes: { ...state.wishes, [asked.task]: wish } });
}

/** The first before the barrier, but for what may be passed over. */
function claimed(state: QueueState, { got, passable }: Claimed): QueueState | null {
  if (state.state === 'PAUSED') return got === null ? state : null;
  for (const { task } of state.line) {
    if (task === null) break;
    if (task === got) return { ...state, line: state.line.filter((item) => item.task !== got), tasks: { ...state.tasks, [got]: 'running' } };
    if (!passable.includes(task)) return null;
  }
  return got === null ? state : null;
}

function looked(state: QueueState, { line }: Looked): QueueState | null {
  const told = line.map(({ item, task, priority, name }) => ({ id: item, task, priority, name }));
  return sameLine(told, state.line) && told.every(({ name }, i) => name === state.line[i]!.name) ? state : null;
}

function sameLine(some: readonly LineItem[], others: readonly LineItem[]): boolean {
  return some.length === others.length && some.every(({ id, priority }, i) => id === others[i]!.id && priority === others[i]!.priority);
}

/** Whether a command takes no lock on the whole queue, only on the row of its task's item. */
export function holdsRowOnly({ op }: Pick<Commanded, 'op'>): boolean {
  return op === 'enqueue' || op === 'dequeue' || op === 'abort';
}
