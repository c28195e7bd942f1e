// Long lists of numbers as PostgreSQL reads them: the driver would look at each number as if it could be any text, which took longer than to insert it.

/** The text of a list of numbers; NaN and the infinities are words that float8 knows. */
export function numberArray(numbers: readonly number[] | Float64Array): string {
  return `{${numbers.join(',')}}`;
}
