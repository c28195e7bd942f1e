// The resolvers of access: the audit, locks, users and what lets them in.
import { AuditResolver } from './audit.resolver.ts';
import { LabLockCommandResolver } from './lock/lab-lock-command.resolver.ts';
import { LabLockResolver } from './lock/lab-lock.resolver.ts';
import { OwnAccessResolver } from './user/own-access.resolver.ts';
import { UserCommandResolver } from './user/user-command.resolver.ts';
import { UserQueryResolver } from './user/user-query.resolver.ts';

/** Every resolver class of access. */
export const ACCESS_RESOLVERS = [AuditResolver, LabLockResolver, LabLockCommandResolver, UserQueryResolver, UserCommandResolver, OwnAccessResolver] as const;
