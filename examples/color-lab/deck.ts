// The colour lab: three simulated instruments around one plate of wells. A deck of real devices looks the same; only `run` differs.
import { defineDeck } from 'switchyard/deck';
import { camera } from './camera.ts';
import { dispenser } from './dispenser.ts';
import { stirrer } from './stirrer.ts';

export default defineDeck({
  name: 'color_lab',
  description: 'Simulated: a dispenser of dyes, a stirrer with a heater and a camera, for mixing colours to a target.',
  instruments: [dispenser, stirrer, camera],
  open: () => console.log('the colour lab is connected'),
  close: () => console.log('the colour lab is let go'),
});
