// Every table as the ORM knows it; the check of the schema against this list is test/store/read-entities.test.ts.
import { AuditEntryEntity } from './entity/access/audit-entry.entity.ts';
import { LabLockEntity } from './entity/access/lab-lock.entity.ts';
import { AccessKeyEntity } from './entity/auth/access-key.entity.ts';
import { AttemptEntity } from './entity/attempt.entity.ts';
import { DeckEntity } from './entity/deck.entity.ts';
import { DeploymentEntity } from './entity/deployment/deployment.entity.ts';
import { GraphResultEntity } from './entity/deployment/graph-result.entity.ts';
import { DraftEntity } from './entity/draft.entity.ts';
import { FileStoreEntity } from './entity/file/file-store.entity.ts';
import { FileEntity } from './entity/file/file.entity.ts';
import { EventMetaEntity } from './entity/log/event-meta.entity.ts';
import { EventEntity } from './entity/log/event.entity.ts';
import { ArtifactEntity } from './entity/experiment/artifact.entity.ts';
import { ModelEntity } from './entity/experiment/model.entity.ts';
import { TaskActivityEntity } from './entity/experiment/task-activity.entity.ts';
import { TaskDocEntity } from './entity/experiment/task-doc.entity.ts';
import { TaskModelEntity } from './entity/experiment/task-model.entity.ts';
import { MetricDocumentEntity } from './entity/metric/metric-document.entity.ts';
import { MetricPointEntity } from './entity/metric/metric-point.entity.ts';
import { MetricSeriesEntity } from './entity/metric/metric-series.entity.ts';
import { MetricStreamEntity } from './entity/metric/metric-stream.entity.ts';
import { OutsideWorkerEntity } from './entity/outside-worker.entity.ts';
import { GrantEntity } from './entity/auth/grant.entity.ts';
import { LogLineEntity } from './entity/log/log-line.entity.ts';
import { MaintenanceTurnEntity } from './entity/maintenance-turn.entity.ts';
import { PhaseEntity } from './entity/phase.entity.ts';
import { ProjectEntity } from './entity/project.entity.ts';
import { QueueItemEntity } from './entity/queue/queue-item.entity.ts';
import { QueueEntity } from './entity/queue/queue.entity.ts';
import { RequestEntity } from './entity/request.entity.ts';
import { RunEntity } from './entity/run.entity.ts';
import { RunnerSessionEntity } from './entity/runner-session.entity.ts';
import { RunnerEntity } from './entity/runner.entity.ts';
import { SigningKeyEntity } from './entity/auth/signing-key.entity.ts';
import { SlotEntity } from './entity/queue/slot.entity.ts';
import { StepEntity } from './entity/step.entity.ts';
import { TaskStreamEntity } from './entity/log/task-stream.entity.ts';
import { TaskEntity } from './entity/task.entity.ts';
import { UserEntity } from './entity/auth/user.entity.ts';
import { WebSessionEntity } from './entity/auth/web-session.entity.ts';
import { WebhookCursorEntity } from './entity/webhook/webhook-cursor.entity.ts';
import { WebhookDeliveryEntity } from './entity/webhook/webhook-delivery.entity.ts';
import { WebhookEntity } from './entity/webhook/webhook.entity.ts';
import { WorkflowVersionEntity } from './entity/workflow-version.entity.ts';
import { WorkflowEntity } from './entity/workflow.entity.ts';

/** What `Database.open` hands to the ORM: one entity for each table of the migrations. */
export const ENTITIES = [
  ProjectEntity,
  UserEntity,
  AccessKeyEntity,
  GrantEntity,
  WebSessionEntity,
  SigningKeyEntity,
  RequestEntity,
  WorkflowEntity,
  WorkflowVersionEntity,
  RunEntity,
  QueueEntity,
  TaskEntity,
  QueueItemEntity,
  RunnerEntity,
  RunnerSessionEntity,
  AttemptEntity,
  SlotEntity,
  DeckEntity,
  DraftEntity,
  PhaseEntity,
  StepEntity,
  TaskStreamEntity,
  LogLineEntity,
  EventEntity,
  EventMetaEntity,
  MaintenanceTurnEntity,
  AuditEntryEntity,
  LabLockEntity,
  FileEntity,
  FileStoreEntity,
  ArtifactEntity,
  ModelEntity,
  TaskActivityEntity,
  TaskDocEntity,
  TaskModelEntity,
  MetricDocumentEntity,
  MetricPointEntity,
  MetricSeriesEntity,
  MetricStreamEntity,
  OutsideWorkerEntity,
  DeploymentEntity,
  GraphResultEntity,
  WebhookEntity,
  WebhookDeliveryEntity,
  WebhookCursorEntity,
];
