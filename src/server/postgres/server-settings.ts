// The server's settings: small enough for a laptop, durable, and closed to everything but this machine.
import { LOOPBACK } from './loopback-port.ts';
import { socketSetting } from './socket-directory.ts';

/** Connections the server admits unless told otherwise; each costs it a few MB only when used. */
export const DEFAULT_MAX_CONNECTIONS = 100;

/** Defaults a caller may override. */
export const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  // Half of PostgreSQL's default: bounds both the disk used and the replay after a crash.
  max_wal_size: '512MB',
  // Statements of a control plane are short; parallel plans would need shared memory that containers cap at 64 MB.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_checkpoints: 'off',
};

/** What keeps the server private, durable and findable; no caller may override these. */
export function fixedSettings(clusterName: string, { port, socket }: { readonly port: number; readonly socket: string | null }): Record<string, string> {
  return {
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: socketSetting(socket),
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    fsync: 'on',
    full_page_writes: 'on',
    logging_collector: 'off',
    log_destination: 'stderr',
    cluster_name: clusterName,
  };
}

/** Settings as command-line words. */
export function settingWords(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
