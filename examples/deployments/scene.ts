// The picture that the example deployment is tried on: beads on dark cloth, drawn from numbers alone, so that it is known where each one lies.
import sharp from 'sharp';

/** Size of the picture in pixels. */
export const SCENE = { width: 960, height: 640 } as const;

/** One bead. */
export interface Bead {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: string;
}

/** Where the beads lie: always the same, none nearer than a few pixels to another or to the edge. */
export function beads(): readonly Bead[] {
  const random = randomNumbers(70_001);
  const placed: Bead[] = [];
  for (let i = 0; i < 4_000 && placed.length < 36; i++) {
    const radius = 16 + random() * 24;
    const bead = { x: between(random(), radius + 14, SCENE.width - radius - 14), y: between(random(), radius + 14, SCENE.height - radius - 14), radius, colour: COLOURS[Math.floor(random() * COLOURS.length)]! };
    if (placed.every((other) => Math.hypot(other.x - bead.x, other.y - bead.y) > other.radius + bead.radius + 16)) placed.push(bead);
  }
  return placed;
}

/** The picture as JPEG: the beads with light and shadow, dust that is no bead, uneven light, and the grain of cloth. */
export async function renderScene(): Promise<Buffer> {
  const random = randomNumbers(110_017);
  const grain = Buffer.from(Array.from({ length: SCENE.width * SCENE.height }, (_, i) => {
    const weave = ((i % SCENE.width) % 6 < 3 ? 5 : -5) * (Math.floor(i / SCENE.width) % 6 < 3 ? 1 : -1);
    return Math.round(128 + weave + (random() + random() + random() - 1.5) * 16);
  }));
  const drawn = await sharp(Buffer.from(svg())).removeAlpha().raw().toBuffer();
  for (let i = 0; i < grain.length; i++) for (let c = 0; c < 3; c++) drawn[i * 3 + c] = Math.min(255, Math.max(0, drawn[i * 3 + c]! + grain[i]! - 128));
  return sharp(drawn, { raw: { ...SCENE, channels: 3 } }).jpeg({ quality: 76 }).toBuffer();
}

const COLOURS = ['#f4d35e', '#ee964b', '#f7a1b5', '#9bd1e5', '#b8e0a8', '#e8e4d8', '#c9b6f2'];

function svg(): string {
  const random = randomNumbers(230_003);
  const dust = Array.from({ length: 60 }, () => `<circle cx="${fixed(random() * SCENE.width)}" cy="${fixed(random() * SCENE.height)}" r="${fixed(0.8 + random() * 1.4)}" fill="#cfd6dc" opacity="0.8"/>`);
  const drawn = beads().map(({ x, y, radius, colour }) =>
    `<ellipse cx="${fixed(x + radius * 0.22)}" cy="${fixed(y + radius * 0.3)}" rx="${fixed(radius * 1.06)}" ry="${fixed(radius)}" fill="#000" opacity="0.45"/>` +
    `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}" fill="${colour}"/><circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}" fill="url(#shade)"/>` +
    `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius * 0.2)}" fill="#000" opacity="0.16"/>` +
    `<ellipse cx="${fixed(x - radius * 0.38)}" cy="${fixed(y - radius * 0.42)}" rx="${fixed(radius * 0.2)}" ry="${fixed(radius * 0.14)}" fill="#fff" opacity="0.9"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SCENE.width}" height="${SCENE.height}"><defs>` +
    '<radialGradient id="light" cx="38%" cy="30%" r="85%"><stop offset="0" stop-color="#46525f"/><stop offset="1" stop-color="#1d242c"/></radialGradient>' +
    '<radialGradient id="shade" cx="36%" cy="32%" r="75%"><stop offset="0" stop-color="#fff" stop-opacity="0.35"/><stop offset="0.55" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.28"/></radialGradient>' +
    `</defs><rect width="100%" height="100%" fill="url(#light)"/>${dust.join('')}${drawn.join('')}</svg>`;
}

function between(part: number, low: number, high: number): number {
  return low + part * (high - low);
}

function fixed(value: number): string {
  return value.toFixed(2);
}

/** Numbers from 0 to 1 that are the same on every machine: a multiplicative congruence over a prime. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
