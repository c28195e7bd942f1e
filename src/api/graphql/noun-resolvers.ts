// The resolvers of the nouns: queries, fields, mutations.
import { AttemptResolver } from './attempt/attempt.resolver.ts';
import { PhaseResolver } from './attempt/phase.resolver.ts';
import { DeckQueryResolver } from './deck/deck-query.resolver.ts';
import { DeckResolver } from './deck/deck.resolver.ts';
import { RunNowResolver } from './deck/run-now.resolver.ts';
import { DeploymentCommandResolver } from './deployment/deployment-command.resolver.ts';
import { DeploymentQueryResolver } from './deployment/deployment-query.resolver.ts';
import { DeploymentResolver } from './deployment/deployment.resolver.ts';
import { RunDeploymentFieldsResolver } from './deployment/run-deployment-fields.resolver.ts';
import { RunDeploymentResolver } from './deployment/run/run-deployment.resolver.ts';
import { DraftResolver } from './draft/draft.resolver.ts';
import { FileCommandResolver } from './file/file-command.resolver.ts';
import { AlgorithmResolver } from './graph/algorithm.resolver.ts';
import { GraphResultResolver } from './graph/graph-result.resolver.ts';
import { GraphSpecResolver } from './graph/graph-spec.resolver.ts';
import { ModelQueryResolver } from './model/model-query.resolver.ts';
import { ModelResolver } from './model/model.resolver.ts';
import { TaskModelsResolver } from './model/task-models.resolver.ts';
import { FileQueryResolver } from './file/file-query.resolver.ts';
import { FileUploadResolver } from './file/file-upload.resolver.ts';
import { FileResolver } from './file/file.resolver.ts';
import { RateLimitResolver } from './limit/rate/rate-limit.resolver.ts';
import { TaskLogResolver } from './log/task-log.resolver.ts';
import { MetricBodyResolver } from './metric/metric-body.resolver.ts';
import { MetricSeriesResolver } from './metric/metric-series.resolver.ts';
import { TaskMetricsResolver } from './metric/task-metrics.resolver.ts';
import { NodeResolver } from './node/node.resolver.ts';
import { ProjectCommandResolver } from './project/project-command.resolver.ts';
import { ProjectResolver } from './project/project.resolver.ts';
import { QueueBarrierResolver } from './queue/item/queue-barrier.resolver.ts';
import { QueueItemCommandResolver } from './queue/item/queue-item-command.resolver.ts';
import { QueueMovingResolver } from './queue/item/queue-moving.resolver.ts';
import { QueueCommandResolver } from './queue/queue-command.resolver.ts';
import { QueueItemResolver } from './queue/queue-item.resolver.ts';
import { QueueQueryResolver } from './queue/queue-query.resolver.ts';
import { QueueResolver } from './queue/queue.resolver.ts';
import { RunEndingResolver } from './run/control/run-ending.resolver.ts';
import { RunPausingResolver } from './run/control/run-pausing.resolver.ts';
import { RunSituationResolver } from './run/control/run-situation.resolver.ts';
import { RunCommandResolver } from './run/run-command.resolver.ts';
import { RunMakingResolver } from './run/run-making.resolver.ts';
import { RunQueryResolver } from './run/run-query.resolver.ts';
import { RunTasksResolver } from './run/run-tasks.resolver.ts';
import { RunResolver } from './run/run.resolver.ts';
import { RunnerQueryResolver } from './runner/runner-query.resolver.ts';
import { RunnerResolver } from './runner/runner.resolver.ts';
import { StepResolver } from './steps/step.resolver.ts';
import { TaskFinalResolver } from './task/control/task-final.resolver.ts';
import { TaskHoldResolver } from './task/control/task-hold.resolver.ts';
import { TaskStoppingResolver } from './task/control/task-stopping.resolver.ts';
import { TaskContentResolver } from './task/content/task-content.resolver.ts';
import { TaskEditingResolver } from './task/content/task-editing.resolver.ts';
import { TaskEndingResolver } from './task/command/task-ending.resolver.ts';
import { TaskMakingResolver } from './task/command/task-making.resolver.ts';
import { TaskQueueingResolver } from './task/command/task-queueing.resolver.ts';
import { TaskRetryResolver } from './task/command/task-retry.resolver.ts';
import { TaskExecutionResolver } from './task/task-execution.resolver.ts';
import { TaskQueryResolver } from './task/task-query.resolver.ts';
import { TaskResolver } from './task/task.resolver.ts';
import { ValidationResolver } from './validation/validation.resolver.ts';
import { ViewerResolver } from './viewer/viewer.resolver.ts';
import { WebhookCommandResolver } from './webhook/webhook-command.resolver.ts';
import { WebhookResolver } from './webhook/webhook.resolver.ts';
import { WorkflowCommandResolver } from './workflow/workflow-command.resolver.ts';
import { WorkflowVersionResolver } from './workflow/workflow-version.resolver.ts';
import { WorkflowVersionsResolver } from './workflow/workflow-versions.resolver.ts';
import { WorkflowResolver } from './workflow/workflow.resolver.ts';

/** Every resolver class but those of events and subscriptions. */
export const NOUN_RESOLVERS = [
  NodeResolver,
  ViewerResolver,
  RateLimitResolver,
  ValidationResolver,
  DraftResolver,
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
  RunPausingResolver,
  RunEndingResolver,
  RunSituationResolver,
  TaskQueryResolver,
  TaskResolver,
  TaskExecutionResolver,
  TaskLogResolver,
  TaskContentResolver,
  TaskEditingResolver,
  TaskMetricsResolver,
  MetricSeriesResolver,
  MetricBodyResolver,
  TaskMakingResolver,
  TaskQueueingResolver,
  TaskRetryResolver,
  TaskEndingResolver,
  TaskHoldResolver,
  TaskStoppingResolver,
  TaskFinalResolver,
  QueueQueryResolver,
  QueueResolver,
  QueueItemResolver,
  QueueCommandResolver,
  QueueItemCommandResolver,
  QueueBarrierResolver,
  QueueMovingResolver,
  AttemptResolver,
  PhaseResolver,
  StepResolver,
  DeckQueryResolver,
  DeckResolver,
  RunNowResolver,
  RunnerQueryResolver,
  RunnerResolver,
  ModelQueryResolver,
  ModelResolver,
  TaskModelsResolver,
  FileQueryResolver,
  FileResolver,
  FileUploadResolver,
  FileCommandResolver,
  DeploymentQueryResolver,
  DeploymentResolver,
  DeploymentCommandResolver,
  RunDeploymentResolver,
  RunDeploymentFieldsResolver,
  GraphSpecResolver,
  GraphResultResolver,
  AlgorithmResolver,
  WebhookResolver,
  WebhookCommandResolver,
] as const;
