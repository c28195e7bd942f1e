// Renders the picture that the example deployment is tried on. Use: npx node examples/deployments/render.ts
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beads, renderScene } from './scene.ts';

const file = path.join(import.meta.dirname, 'beads.jpg');
const picture = await renderScene();
writeFileSync(file, picture);
console.log(`${file}: ${beads().length} beads, ${picture.length} bytes`);
