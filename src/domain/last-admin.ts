// The last way in: somebody must be left who can manage users and keys.

/** Ways in of one user who is an admin in every project, not disabled, and no provider's: keys with that role, and a password. */
export interface AdminWays {
  readonly userId: string;
  /** Access keys that are not revoked and have the role admin; two are enough to know that one of them is not the last. */
  readonly keyIds: readonly string[];
  readonly hasPassword: boolean;
}

/** What a command takes away: all ways of a user, its password, or a key. */
export type TakenWay = { readonly what: 'USER' | 'PASSWORD'; readonly userId: string } | { readonly what: 'KEY'; readonly keyId: string };

/**
 * Whether there is a way in now and none is left without what is taken. Where nobody has one, as in open mode before any key was
 * made, nothing can be taken. Users of a provider of tokens count for nothing, with their keys: what role they have is not decided here.
 */
export function isLastWay(admins: readonly AdminWays[], taken: TakenWay): boolean {
  return admins.some(hasWay) && !admins.map((admin) => without(admin, taken)).some(hasWay);
}

function hasWay({ keyIds, hasPassword }: AdminWays): boolean {
  return keyIds.length > 0 || hasPassword;
}

function without(admin: AdminWays, taken: TakenWay): AdminWays {
  if (taken.what === 'KEY') return { ...admin, keyIds: admin.keyIds.filter((id) => id !== taken.keyId) };
  if (taken.userId !== admin.userId) return admin;
  return taken.what === 'PASSWORD' ? { ...admin, hasPassword: false } : { ...admin, keyIds: [], hasPassword: false };
}
