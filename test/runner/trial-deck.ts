// A deck of a file's own for tests: methods that count, fail, hang, crash, flood and leave processes behind.
import { spawn } from 'node:child_process';
import { defineDeck, defineInstrument } from '../../src/runner/deck/define.ts';

let calls = 0;
let position = 0;
let opens = 0;

const stage = defineInstrument({
  name: 'stage',
  description: 'An axis that knows where it is.',
  methods: {
    move: {
      description: 'Moves to a place.',
      args: { to: { type: 'float', min: 0, max: 100, unit: 'mm' }, speed: { type: 'str', choices: ['slow', 'fast'], default: 'slow' } },
      returns: 'float',
      run({ to, speed }, { log }) {
        const chosen: 'slow' | 'fast' = speed;
        log(`moving ${chosen} from ${position}\nto ${to}`);
        position = to;
        return position;
      },
    },
    count: { args: { by: { type: 'int', default: 1 } }, returns: 'int', run: ({ by }) => (calls += by) },
    both: { args: {}, returns: ['float', 'str'], run: async () => [position, `${opens}`] as const },
    echo: { args: { value: { type: 'any', nullable: true } }, returns: 'any', run: ({ value }) => value },
    nothing: { args: {}, returns: null, run: () => undefined },
    who: { args: {}, returns: 'dict', run: () => ({ pid: process.pid, environment: Object.keys(process.env), directory: process.cwd() }) },
    // @ts-expect-error the types tell an author that a text is no number
    wrong: { args: {}, returns: 'float', run: () => 'seven' },
    strange: { args: { what: { type: 'str' } }, returns: 'any', run: ({ what }) => STRANGE[what]!() },
  },
});

const STRANGE: { readonly [what: string]: () => unknown } = {
  map: () => new Map([['a', 1]]),
  array: () => new Float64Array(2),
  deep: () => ({ list: [new Date(0)] }),
  nan: () => ({ a: [Number.NaN] }),
  cycle: () => {
    const cycle: Record<string, unknown> = {};
    return Object.assign(cycle, { cycle });
  },
  large: () => 'x'.repeat(70_000),
};

const trouble = defineInstrument({
  name: 'trouble',
  methods: {
    fail: {
      args: { message: { type: 'str' } },
      returns: null,
      run({ message }) {
        throw new Error(message);
      },
    },
    hang: { args: {}, returns: null, run: (_, { log }) => (log('hanging'), new Promise<void>(() => undefined)) },
    block: {
      args: {},
      returns: null,
      run(_, { log }) {
        log('blocking');
        // A turn of the loop, so that the line goes out; then nothing but a KILL ends this.
        setImmediate(() => {
          for (;;) calls += 1;
        });
        return new Promise<void>(() => undefined);
      },
    },
    heed: {
      args: {},
      returns: 'str',
      run: (_, { signal, log }) =>
        new Promise<string>((resolve) => {
          signal.addEventListener('abort', () => resolve('stopped'));
          log('heeding');
        }),
    },
    crash: { args: { code: { type: 'int' } }, returns: null, run: ({ code }) => process.exit(code) },
    killed: { args: {}, returns: null, run: () => (process.kill(process.pid, 'SIGKILL'), new Promise<void>(() => undefined)) },
    leave: {
      args: { seconds: { type: 'str' } },
      returns: 'int',
      run: ({ seconds }) => spawn('setsid', ['sleep', seconds], { stdio: 'ignore' }).pid ?? 0,
    },
    flood: {
      args: { lines: { type: 'int' } },
      returns: null,
      run({ lines }, { log }) {
        for (let i = 0; i < lines; i++) {
          console.log(`printed ${i}`);
          log(`logged ${i}`);
        }
      },
    },
  },
});

export default defineDeck({
  name: 'trial',
  description: 'A deck for tests.',
  instruments: [stage, trouble],
  open() {
    opens += 1;
  },
  close: () => console.log('let go of the devices'),
});
