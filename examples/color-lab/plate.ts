// The plate that the instruments share: what is in each well, how well it is mixed, and what colour that makes.

/** Liquids that can be dispensed. */
export const DYES = ['cyan', 'magenta', 'yellow', 'water'] as const;
export type Dye = (typeof DYES)[number];

/** Wells of the plate, numbered from 1. */
export const WELLS = 24;
/** What one well holds at most, in mL. */
export const WELL_VOLUME = 12;
/** How much light a dye takes away, for each share of it in the well. */
const ABSORBANCE = 6;

interface Well {
  readonly volumes: Record<Dye, number>;
  /** From 0 (layers) to 1 (even). */
  mixed: number;
}

const wells: Well[] = Array.from({ length: WELLS }, emptyWell);

/** The well of that number. */
export function wellAt(number: number): Well {
  return wells[number - 1]!;
}

/** All wells that hold something. */
export function usedWells(): Well[] {
  return wells.filter((well) => volumeOf(well) > 0);
}

/** What a well holds, in mL. */
export function volumeOf(well: Well): number {
  return DYES.reduce((sum, dye) => sum + well.volumes[dye], 0);
}

/** Adds a liquid, which lies in a layer until it is stirred in. */
export function pour(well: Well, dye: Dye, millilitres: number): void {
  const before = volumeOf(well);
  if (before + millilitres > WELL_VOLUME) throw new Error(`${millilitres} mL do not fit: the well holds ${before.toFixed(2)} of ${WELL_VOLUME} mL`);
  well.volumes[dye] += millilitres;
  if (before + millilitres > 0) well.mixed = (well.mixed * before) / (before + millilitres);
}

/** Empties wells; all of them when none is named. */
export function rinse(number: number | null): void {
  for (let i = 0; i < WELLS; i++) if (number === null || number === i + 1) wells[i] = emptyWell();
}

/** Red, green and blue of evenly mixed content, 0 to 255: cyan takes away red, magenta green, yellow blue. */
export function colorOf(well: Well): readonly [number, number, number] {
  const volume = Math.max(volumeOf(well), Number.EPSILON);
  const light = (dye: Dye): number => 255 * Math.exp((-ABSORBANCE * well.volumes[dye]) / volume);
  return [light('cyan'), light('magenta'), light('yellow')];
}

function emptyWell(): Well {
  return { volumes: { cyan: 0, magenta: 0, yellow: 0, water: 0 }, mixed: 0 };
}
