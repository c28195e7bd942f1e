// What is worked out of a search before it is carried out, once for each: callers who ask the same again hand the same search in.
import { normalFilter } from '../../domain/filter/normal-form.ts';
import type { Search } from '../../domain/filter/search.ts';
import type { Reach } from '../read/listing.ts';
import type { SearchSheet } from './search-sheet.ts';
import { hasPattern, isNarrow, searchStatement } from './search-sql.ts';

/** A search as statement. */
export interface SearchPlan {
  readonly text: string;
  /** Name of the prepared statement; empty when it is planned each time. */
  readonly name: string;
  /** The values for callers of this reach. */
  valuesFor(reach: Reach): readonly unknown[];
  /** Whether it may have to look at row after row, and needs a limit of time. */
  readonly isLong: boolean;
  /** Whether nothing can be found. */
  readonly isEmpty: boolean;
}

/** Texts of searches that are kept prepared; each costs every connection a plan. Clients ask in a few dozens of shapes. */
export const MAX_PREPARED_SEARCHES = 100;

interface Plans {
  readonly sheet: SearchSheet;
  /** For callers who see everything, and for all others. */
  all?: SearchPlan;
  within?: SearchPlan;
}

const PLANS = new WeakMap<Search, Plans>();

/** The plan of a search for a caller of this reach. The search must not be changed after it. */
export function searchPlan(sheet: SearchSheet, search: Search, reach: Reach): SearchPlan {
  const known = PLANS.get(search);
  const plans = known?.sheet === sheet ? known : { sheet };
  if (plans !== known) PLANS.set(search, plans);
  return reach === null ? (plans.all ??= planned(sheet, search, null)) : (plans.within ??= planned(sheet, search, reach));
}

function planned(sheet: SearchSheet, search: Search, reach: Reach): SearchPlan {
  const filter = normalFilter(search.filter);
  const isEmpty = filter.kind === 'or' && filter.parts.length === 0;
  const { text, values } = searchStatement(sheet, { ...search, filter }, reach);
  const place = reach === null ? -1 : values.indexOf(reach);
  const isPattern = hasPattern(filter);
  const narrow = !isPattern && isNarrow(sheet, filter);
  return {
    text, isEmpty, name: narrow ? preparedName(text) : '', isLong: !narrow && (isPattern || !sheet.isSmall),
    valuesFor: (own) => (place < 0 ? values : values.with(place, own)),
  };
}

const NAMES = new Map<string, string>();

// Callers choose the shape, so that there could be any number of them: the first ones stay, others are planned each time.
function preparedName(text: string): string {
  const known = NAMES.get(text);
  if (known !== undefined) return known;
  if (NAMES.size >= MAX_PREPARED_SEARCHES) return '';
  const name = `search_${NAMES.size}`;
  NAMES.set(text, name);
  return name;
}
