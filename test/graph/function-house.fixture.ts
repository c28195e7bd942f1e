// A house of functions in a process of its own, for being killed within a call: `node function-house.fixture.ts <python> <file> <algorithm>`.
import { functionGround, picture } from './function-bench.ts';

const [python = '', file = '', name = ''] = process.argv.slice(2);
const ground = await functionGround();
const bench = await ground.open([file], { python });
await bench.call(name, [picture(1, 1, [1])], { call: { say: (line) => console.log(line) } });
