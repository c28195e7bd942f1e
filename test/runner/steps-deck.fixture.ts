// A deck for tests of the steps executor: calls that do nothing, answer, write a line, hang, or end their process.
import { appendFileSync, existsSync } from 'node:fs';

export default {
  name: 'bench',
  instruments: [
    {
      name: 'arm',
      methods: {
        noop: { args: {}, returns: null, run: () => null },
        echo: { args: { value: { type: 'any', nullable: true } }, returns: 'any', run: ({ value }: { value: unknown }) => value },
        note: {
          args: { file: { type: 'str' }, text: { type: 'str' } },
          returns: null,
          run: ({ file, text }: { file: string; text: string }, context: { log(text: string): void }) => {
            appendFileSync(file, `${text}\n`);
            context.log(`noted ${text}`);
          },
        },
        fail: {
          args: {},
          returns: null,
          run: () => {
            throw new Error('the arm is stuck');
          },
        },
        need: {
          args: { file: { type: 'str' } },
          returns: null,
          run: ({ file }: { file: string }) => {
            if (!existsSync(file)) throw new Error(`${file} is not there`);
          },
        },
        hang: { args: {}, returns: null, run: () => new Promise(() => undefined) },
      },
    },
  ],
};
