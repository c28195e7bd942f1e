// A deck house in a process of its own, for being killed inside a call: `node deck-house.fixture.ts <method of trouble>`.
import { deckBench } from './deck-bench.ts';

const b = await deckBench();
const { pid } = (await b.call('stage.who')) as { pid: number };
console.log(`pid ${pid}`);
await b.call(`trouble.${process.argv[2]}`, {}, { onLog: (line) => console.log(line) });
