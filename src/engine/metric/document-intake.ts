// The documents of a batch: few and large, compared with what is there by their place.
import type { DocumentEvent } from '../../domain/metric/metric-event.ts';
import { MAX_OWNER_DOCUMENT_TEXT, MAX_OWNER_DOCUMENTS } from '../../domain/metric/metric-kind.ts';
import { type DocumentRow, oldDocuments, writeDocuments } from '../../store/write/metric/metric-document.store.ts';
import type { SeriesRow } from '../../store/write/metric/metric-series.store.ts';
import { send, type Work } from '../work.ts';
import type { SeriesInHand } from './entry-intake.ts';
import type { EventFaults } from './event-batch.ts';

/** Writes the documents of series and gives the rows as they are afterwards. */
export async function writeDocumentsOf(work: Work, hands: readonly SeriesInHand[], faults: EventFaults): Promise<readonly SeriesRow[]> {
  const wanted = hands.flatMap((hand) => [...hand.batch.documents.values()].map((document) => rowOf(hand, document)));
  if (wanted.length === 0) return [];
  const sizes = new Map((await oldDocuments(work.tx, wanted)).map((old) => [placeOf(old), old.size]));
  const rows: SeriesRow[] = [];
  const written: DocumentRow[] = [];
  for (const hand of hands) {
    const documents = [...hand.batch.documents.values()].map((document) => rowOf(hand, document));
    const after = rowAfter(hand, { documents, sizes, faults });
    if (after === null) continue;
    rows.push(after);
    written.push(...documents);
  }
  written.sort((a, b) => a.seriesId - b.seriesId || a.iter - b.iter || (a.key < b.key ? -1 : 1));
  if (written.length > 0) send(writeDocuments(work.tx, written));
  return rows;
}

function rowOf({ row, first }: SeriesInHand, { iter, key, at, n, body, url, worker }: DocumentEvent & { readonly at: number; readonly n: number }): DocumentRow {
  return { seriesId: row.id, iter, key, at, n: first + n, body, url, worker };
}

function placeOf({ seriesId, iter, key }: Pick<DocumentRow, 'seriesId' | 'iter' | 'key'>): string {
  return `${seriesId} ${iter} ${key}`;
}

function rowAfter({ row, stream, batch }: SeriesInHand, found: { readonly documents: readonly DocumentRow[]; readonly sizes: ReadonlyMap<string, number>; readonly faults: EventFaults }): SeriesRow | null {
  const { documents, sizes, faults } = found;
  let { topIter, lastN, entries } = row;
  let { text } = stream;
  for (const document of documents) {
    const old = sizes.get(placeOf(document));
    if (old === undefined) entries++;
    text += (document.body?.length ?? 0) - (old ?? 0); // UTF-16 units against code points: never less than what is kept
    topIter = topIter === null ? document.iter : Math.max(topIter, document.iter);
    lastN = Math.max(lastN, document.n);
  }
  const more = entries - row.entries;
  if (stream.documents + more > MAX_OWNER_DOCUMENTS || text > MAX_OWNER_DOCUMENT_TEXT) {
    faults.add(`there would be more than ${MAX_OWNER_DOCUMENTS} documents or ${MAX_OWNER_DOCUMENT_TEXT} characters of them, and no more are kept`, batch.events);
    return null;
  }
  stream.documents += more;
  stream.text = text;
  return { ...row, entries, topIter, lastN };
}
