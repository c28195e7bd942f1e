// What a caller may see and do, as one text.
import type { Actor } from './access.ts';

/**
 * Equal for callers who are the same user with the same role and the same grants, in whatever order. Who has an equal scope gets equal
 * answers, so that one execution may serve both; a connection whose caller has another scope by now must end.
 */
export function scopeOfActor({ userId, role, grants }: Actor): string {
  const given = grants?.map(({ path, role: granted }) => `${granted} ${path}`).toSorted();
  return JSON.stringify([userId, role, given ?? null]);
}
