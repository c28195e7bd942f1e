// Which host names can only mean this machine.

/** Whether a bare host (no port, no brackets) is loopback: `localhost`, 127.0.0.0/8 in plain decimal, or ::1. */
export function isLoopbackName(host: string): boolean {
  return /^localhost$/i.test(host) || host === '::1' || isLoopbackV4(host);
}

function isLoopbackV4(host: string): boolean {
  const parts = host.split('.');
  // Leading zeros are refused: some resolvers read them as octal, so 127.0.0.010 is not the same everywhere.
  return parts.length === 4 && parts[0] === '127' && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
