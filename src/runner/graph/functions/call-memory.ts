// The memory that one call takes of a process which stays for the next one.
import { MEMORY_LOOK_MS } from '../host/graph-host.ts';
import { residentBytes } from '../host/resident-memory.ts';

/**
 * Looks at the process until disposed, and says once when it has grown by more than so many bytes since the beginning. What was loaded before counts for no
 * call, and what the function starts as programs of its own is not seen. Without `maxBytes` nobody looks.
 */
export function watchedMemory(pid: number, maxBytes: number | undefined, onOver: () => void): Disposable {
  const atFirst = residentBytes(pid);
  if (maxBytes === undefined || atFirst === null) return { [Symbol.dispose]: () => undefined };
  const looks = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes === null || bytes - atFirst <= maxBytes) return;
    clearInterval(looks);
    onOver();
  }, MEMORY_LOOK_MS);
  return { [Symbol.dispose]: () => clearInterval(looks) };
}
