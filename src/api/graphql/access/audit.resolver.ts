// The audit: its list, and the fields of an entry that lead to other things.
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { AuditEntry } from '../../../domain/audit/audit-entry.ts';
import type { AuditTargetKind } from '../../../domain/audit/audit-target.ts';
import type { Project } from '../../../domain/project.ts';
import { isUuid } from '../../../domain/uuid.ts';
import { listAudit } from '../../../engine/access/audit.read.ts';
import type { ApiContext } from '../context.ts';
import { type NodeType, toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { ProjectType } from '../project/project.type.ts';
import { AuditEntryConnection, AuditEntryType } from './audit-entry.type.ts';
import { auditFilterOf } from './audit-filter.input.ts';
import { AuditTargetType } from './audit-target.type.ts';
import { AuditListArgs } from './audit.args.ts';

/** Kinds whose things have global ids. */
const NODE_OF: Partial<Readonly<Record<AuditTargetKind, NodeType>>> = { PROJECT: 'Project', WORKFLOW: 'Workflow', RUN: 'Run', TASK: 'Task', QUEUE: 'Queue', QUEUE_ITEM: 'QueueItem', FILE: 'File', MODEL: 'Model', DEPLOYMENT: 'Deployment' };

/** `auditEntries`. */
@Resolver(() => AuditEntryType)
export class AuditResolver {
  @Query(() => AuditEntryConnection, { description: 'The audit, newest first: one entry for each command that was carried out, refused or denied. A cursor is a place in time and fits every filter. Needs the role admin in every project.' })
  async auditEntries(@Args(() => AuditListArgs) args: AuditListArgs, @Ctx() ctx: ApiContext): Promise<Connection<AuditEntry>> {
    return connectionOf(await listAudit(ctx.engine, ctx.actor, { filter: auditFilterOf(args.filter), page: args }));
  }

  @FieldResolver(() => AuditTargetType, { nullable: true, description: 'What it acted on or made; null when a denied attempt named nothing.' })
  target(@Root() { targetKind, targetId }: AuditEntry): AuditTargetType | null {
    if (targetId === null) return null;
    const type = targetKind === null ? undefined : NODE_OF[targetKind];
    return { kind: targetKind, id: type !== undefined && isUuid(targetId) ? toGlobalId(type, targetId) : targetId };
  }

  @FieldResolver(() => ProjectType, { nullable: true, description: 'The project it concerned; null when there was none, as with queues and users.' })
  project(@Root() { projectId }: AuditEntry, @Ctx() { loaders }: ApiContext): Promise<Project | null> | null {
    return projectId === null ? null : loaders.project.load(projectId);
  }
}
