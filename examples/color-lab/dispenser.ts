// Four bottles with pumps: doses liquids into wells until a bottle is empty.
import { defineInstrument } from 'switchyard/deck';
import { noise, takes } from './noise.ts';
import { DYES, pour, rinse, wellAt, WELLS, type Dye } from './plate.ts';

/** What a full bottle holds, in mL. */
const BOTTLE = 100;
/** How fast a pump is, in mL a second, and the time its needle takes to the well, in seconds. */
const PUMP_SPEED = 40;
const TRAVEL = 0.03;

const stock: Record<Dye, number> = { cyan: BOTTLE, magenta: BOTTLE, yellow: BOTTLE, water: BOTTLE };

export const dispenser = defineInstrument({
  name: 'dispenser',
  description: 'Four bottles with pumps.',
  methods: {
    dispense: {
      description: 'Doses a liquid into a well and returns what really went in, in mL.',
      args: {
        dye: { type: 'str', choices: DYES },
        volume: { type: 'float', min: 0, max: 10, unit: 'mL' },
        well: { type: 'int', min: 1, max: WELLS },
      },
      returns: 'float',
      async run({ dye, volume, well }, { signal }) {
        if (volume === 0) return 0;
        if (stock[dye] < volume) throw new Error(`the ${dye} bottle holds ${stock[dye].toFixed(1)} mL, ${volume} are asked for; refill it, then try the step again`);
        await takes(TRAVEL + volume / PUMP_SPEED, signal);
        const dosed = Math.max(0, volume * (1 + noise(0.01)));
        pour(wellAt(well), dye, dosed);
        stock[dye] -= dosed;
        return dosed;
      },
    },
    stock: { description: 'What each bottle holds, in mL.', args: {}, returns: 'dict', run: () => ({ ...stock }) },
    refill: {
      description: 'Tells the dispenser that a bottle was filled; all of them when none is named.',
      args: { dye: { type: 'str', choices: DYES, nullable: true, default: null } },
      returns: null,
      run({ dye }) {
        for (const each of DYES) if (dye === null || dye === each) stock[each] = BOTTLE;
      },
    },
    rinse: {
      description: 'Empties and washes a well; the whole plate when none is named.',
      args: { well: { type: 'int', min: 1, max: WELLS, nullable: true, default: null } },
      returns: null,
      async run({ well }, { signal, log }) {
        await takes(well === null ? 0.3 : 0.1, signal);
        rinse(well);
        log(well === null ? 'the plate is clean' : `well ${well} is clean`);
      },
    },
  },
});
