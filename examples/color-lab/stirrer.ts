// A plate that shakes and heats: mixing takes time, less of it when it is warm, and the temperature drifts.
import { defineInstrument } from 'switchyard/deck';
import { noise, takes } from './noise.ts';
import { usedWells } from './plate.ts';

/** Temperature of the room, in °C, and seconds in which the plate comes two thirds of the way to where it is going. */
const ROOM = 21;
const INERTIA = 2;

let target = ROOM;
let last = { celsius: ROOM, at: performance.now() };

export const stirrer = defineInstrument({
  name: 'stirrer',
  description: 'Shakes and heats the whole plate.',
  methods: {
    heat: {
      description: 'Sets the temperature the plate goes to.',
      args: { celsius: { type: 'float', min: 4, max: 80, unit: '°C' } },
      returns: null,
      run({ celsius }) {
        last = { celsius: temperature(), at: performance.now() };
        target = celsius;
      },
    },
    temperature: { description: 'The temperature of the plate, in °C.', args: {}, returns: 'float', run: () => temperature() + noise(0.05) },
    stir: {
      description: 'Shakes all wells.',
      args: { seconds: { type: 'float', min: 0, max: 600, unit: 's' }, rpm: { type: 'int', min: 50, max: 1_500, default: 600 } },
      returns: null,
      async run({ seconds, rpm }, { signal }) {
        await takes(seconds, signal);
        const rate = (rpm / 60) * (temperature() / ROOM);
        for (const well of usedWells()) well.mixed = 1 - (1 - well.mixed) * Math.exp(-rate * seconds);
      },
    },
  },
});

// Towards the target, never quite there.
function temperature(): number {
  const seconds = (performance.now() - last.at) / 1_000;
  return target + (last.celsius - target) * Math.exp(-seconds / INERTIA);
}
