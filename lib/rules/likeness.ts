/** The word that somebody meant who wrote another: one or two slips away. Undefined if none is that near. */
export function meant(word: string, words: Iterable<string>): string | undefined {
  const allowed = word.length < 3 ? 0 : word.length < 6 ? 1 : 2;
  const near = [...words]
    .filter((each) => Math.abs(each.length - word.length) <= allowed)
    .map((each) => ({ each, slips: slips(word.toLowerCase(), each) }))
    .filter((one) => one.slips <= allowed);
  return near.sort((one, other) => one.slips - other.slips)[0]?.each;
}

/** Letters to add, leave out, change, or swap with their neighbour. */
function slips(one: string, other: string): number {
  const row = (length: number) => Array.from({ length: length + 1 }, (_, at) => at);
  const table = row(one.length).map((start) => row(other.length).map((at) => (start === 0 ? at : start)));
  for (let i = 1; i <= one.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      const changed = table[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? table[i - 2][j - 2] + 1 : changed;
      table[i][j] = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1, changed, swapped);
    }
  }
  return table[one.length][other.length];
}
