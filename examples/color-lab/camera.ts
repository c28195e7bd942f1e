// A camera above the plate: sees the colour of a well, the less surely the less it is mixed.
import { defineInstrument } from 'switchyard/deck';
import { noise, takes } from './noise.ts';
import { colorOf, volumeOf, wellAt, WELLS } from './plate.ts';

/** Seconds of one exposure. */
const EXPOSURE = 0.04;

export const camera = defineInstrument({
  name: 'camera',
  description: 'Sees the colour of a well.',
  methods: {
    measure: {
      description: 'Red, green and blue of a well, 0 to 255 each.',
      repeatable: true,
      args: { well: { type: 'int', min: 1, max: WELLS }, exposures: { type: 'int', min: 1, max: 100, default: 3 } },
      returns: ['float', 'float', 'float'],
      async run({ well: number, exposures }, { signal, log }) {
        const well = wellAt(number);
        if (volumeOf(well) === 0) throw new Error(`well ${number} is empty; there is no colour to see`);
        await takes(EXPOSURE * exposures, signal);
        const deviation = (0.8 + 40 * (1 - well.mixed)) / Math.sqrt(exposures);
        const [red, green, blue] = colorOf(well).map((light) => Math.min(255, Math.max(1, light + noise(deviation))));
        log(`well ${number}: ${[red, green, blue].map((light) => light!.toFixed(1)).join(' ')}`);
        return [red!, green!, blue!] as const;
      },
    },
  },
});
