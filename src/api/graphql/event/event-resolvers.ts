// What the schema takes from this folder.
import { DeckEventResolver } from './deck-event.resolver.ts';
import { DeploymentEventResolver } from './deployment/deployment-event.resolver.ts';
import { EventPageResolver } from './event-page.resolver.ts';
import { FileEventResolver } from './file/file-event.resolver.ts';
import { ModelEventResolver } from './model/model-event.resolver.ts';
import { ProjectEventResolver } from './project-event.resolver.ts';
import { QueueEventResolver } from './queue/queue-event.resolver.ts';
import { RunEventResolver } from './run-event.resolver.ts';
import { RunnerEventResolver } from './runner-event.resolver.ts';
import { TaskEventResolver } from './task/task-event.resolver.ts';
import { WebhookEventResolver } from './webhook/webhook-event.resolver.ts';
import { WorkflowEventResolver } from './workflow-event.resolver.ts';

/** Resolver classes of events. */
export const EVENT_RESOLVERS = [EventPageResolver, TaskEventResolver, RunEventResolver, QueueEventResolver, RunnerEventResolver, DeckEventResolver, WorkflowEventResolver, ProjectEventResolver, FileEventResolver, ModelEventResolver, DeploymentEventResolver, WebhookEventResolver] as const;
