// The cookie that carries a token for browsers, as it is set and cleared.
import type { ClearmlContext } from '../clearml-context.ts';
import { TOKEN_COOKIES } from '../transport/call-credentials.ts';

/** Sets the cookie on the answer. Scripts cannot read it; with a public address of https it travels over https only. */
export function setTokenCookie({ answerHeaders, settings }: ClearmlContext, token: string, options: { readonly seconds: number }): void {
  const secure = settings.publicUrl?.startsWith('https:') === true;
  answerHeaders.set('set-cookie', `${TOKEN_COOKIES[0]}=${token}; Path=/; Max-Age=${options.seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`);
}

/** Makes a browser forget it. */
export function clearTokenCookie(context: ClearmlContext): void {
  setTokenCookie(context, '', { seconds: 0 });
}
