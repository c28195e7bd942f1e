// What deciding about a user needs, as one list of columns that every statement about callers shares.
import type { Grant, Role } from '../../domain/access.ts';

/** A user as decisions about callers see it. */
export interface StandingRow {
  readonly userId: string;
  readonly userName: string;
  readonly userRole: Role;
  /** Whether the role holds in every project; else the grants alone count. */
  readonly everywhere: boolean;
  readonly disabled: boolean;
  /** Counts changes of the password: sessions and remembered passwords of an older epoch are over. */
  readonly epoch: number;
  /** In the order of their paths. */
  readonly grants: readonly Grant[];
}

/** The columns, for a statement in which the user is `u`. */
export const STANDING = `u.id AS "userId", u.name AS "userName", u.role AS "userRole", u.everywhere, u.disabled_at IS NOT NULL AS disabled, u.token_epoch AS epoch,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('path', g.path, 'role', g.role) ORDER BY g.path COLLATE "C"), '[]') FROM "grant" g WHERE g.user_id = u.id) AS grants`;
