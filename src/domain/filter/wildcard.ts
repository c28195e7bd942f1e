// Names with `*` and `?`, as people write them in lists of workers.

/** Whether a text is of a form in which `*` stands for any characters and `?` for one. Takes as many steps as the two lengths multiplied at most, and mostly as many as the text has characters. */
export function isOfForm(text: string, form: string): boolean {
  const [given, wanted] = [[...text], [...form]];
  let [at, part] = [0, 0];
  // Where to go on when what follows the last `*` does not fit: it then stands for one character more.
  let [starAt, starPart] = [-1, -1];
  while (at < given.length) {
    if (wanted[part] === '*') [starAt, starPart, part] = [at, part, part + 1];
    else if (part < wanted.length && (wanted[part] === '?' || wanted[part] === given[at])) [at, part] = [at + 1, part + 1];
    else if (starPart >= 0) [starAt, at, part] = [starAt + 1, starAt + 1, starPart + 1];
    else return false;
  }
  return wanted.slice(part).every((character) => character === '*');
}
