// A wall clock that is wrong and jumps, for a whole process: imported before everything else, it takes the place of `Date`.
// What measures time without a wall clock (performance.now, timers) is left alone, as it is when an administrator sets the clock.

/** The variable that names the error of the clock: milliseconds, or several separated by commas that take turns. */
export const CLOCK_VARIABLE = 'SWITCHYARD_TEST_CLOCK_AHEAD_MS';
/** Milliseconds of real time between two jumps when several errors are named. */
export const JUMP_EVERY_MS = 1_500;

const ahead = (process.env[CLOCK_VARIABLE] ?? '').split(',').filter((text) => text !== '').map(Number);
if (ahead.length > 0) install(ahead);

function install(errors: readonly number[]): void {
  const Right = globalThis.Date;
  const now = (): number => Right.now() + errors[Math.floor(performance.now() / JUMP_EVERY_MS) % errors.length]!;
  globalThis.Date = new Proxy(Right, {
    construct: (target, args: unknown[], newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new Right(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}
