// The resolvers of the nouns: queries, fields, mutations.
import { AttemptResolver } from './attempt/attempt.resolver.ts';
import { PhaseResolver } from './attempt/phase.resolver.ts';
import { TaskLogResolver } from './log/task-log.resolver.ts';
import { NodeResolver } from './node/node.resolver.ts';
import { ProjectCommandResolver } from './project/project-command.resolver.ts';
import { ProjectResolver } from './project/project.resolver.ts';
import { QueueCommandResolver } from './queue/queue-command.resolver.ts';
import { QueueItemResolver } from './queue/queue-item.resolver.ts';
import { QueueQueryResolver } from './queue/queue-query.resolver.ts';
import { QueueResolver } from './queue/queue.resolver.ts';
import { RunCommandResolver } from './run/run-command.resolver.ts';
import { RunMakingResolver } from './run/run-making.resolver.ts';
import { RunQueryResolver } from './run/run-query.resolver.ts';
import { RunTasksResolver } from './run/run-tasks.resolver.ts';
import { RunResolver } from './run/run.resolver.ts';
import { RunnerQueryResolver } from './runner/runner-query.resolver.ts';
import { RunnerResolver } from './runner/runner.resolver.ts';
import { TaskEndingResolver } from './task/command/task-ending.resolver.ts';
import { TaskMakingResolver } from './task/command/task-making.resolver.ts';
import { TaskQueueingResolver } from './task/command/task-queueing.resolver.ts';
import { TaskExecutionResolver } from './task/task-execution.resolver.ts';
import { TaskQueryResolver } from './task/task-query.resolver.ts';
import { TaskResolver } from './task/task.resolver.ts';
import { ViewerResolver } from './viewer/viewer.resolver.ts';
import { WorkflowCommandResolver } from './workflow/workflow-command.resolver.ts';
import { WorkflowVersionResolver } from './workflow/workflow-version.resolver.ts';
import { WorkflowVersionsResolver } from './workflow/workflow-versions.resolver.ts';
import { WorkflowResolver } from './workflow/workflow.resolver.ts';

/** Every resolver class but those of events and subscriptions. */
export const NOUN_RESOLVERS = [
  NodeResolver,
  ViewerResolver,
  ProjectResolver,
  ProjectCommandResolver,
  WorkflowResolver,
  WorkflowVersionResolver,
  WorkflowVersionsResolver,
  WorkflowCommandResolver,
  RunQueryResolver,
  RunResolver,
  RunTasksResolver,
  RunMakingResolver,
  RunCommandResolver,
  TaskQueryResolver,
  TaskResolver,
  TaskExecutionResolver,
  TaskLogResolver,
  TaskMakingResolver,
  TaskQueueingResolver,
  TaskEndingResolver,
  QueueQueryResolver,
  QueueResolver,
  QueueItemResolver,
  QueueCommandResolver,
  AttemptResolver,
  PhaseResolver,
  RunnerQueryResolver,
  RunnerResolver,
] as const;
