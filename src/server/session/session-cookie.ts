// The cookie of a session, as it is set and cleared.
import { SESSION_COOKIE } from '../../auth/credentials.ts';

/** Sets it until the session ends. Scripts cannot read it; other sites cannot make a browser send it; with https it travels over https only. */
export function sessionCookie(token: string, options: { readonly expiresAt: Date; readonly now: Date; readonly secure: boolean }): string {
  const { expiresAt, now, secure } = options;
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1_000));
  return cookie(token, { seconds, secure });
}

/** Makes a browser forget it. */
export function clearedCookie(options: { readonly secure: boolean }): string {
  return cookie('', { seconds: 0, ...options });
}

function cookie(value: string, { seconds, secure }: { seconds: number; secure: boolean }): string {
  return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
