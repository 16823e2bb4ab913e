/**
 * Turns weights into copies, row after row, for trainers that know no weights. What rounding takes from one row the next
 * ones get, so that all rows together have the copies that their weights ask for. A row is always shown once: a weight
 * below 1 would otherwise drop verified rows by chance.
 *
 * @returns how often to show the next row, given its copies and its weight
 */
export function copiesOfWeights(mostCopies: number): (copies: number, weight: number) => number {
  let owed = 0;
  return (copies, weight) => {
    if (weight <= 1) return copies;
    const wanted = copies * weight + owed;
    const shown = Math.min(Math.max(copies, mostCopies), Math.max(1, Math.floor(wanted + 1e-9)));
    // What a bound cuts off is not owed to other rows.
    owed = Math.min(1, Math.max(0, wanted - shown));
    return shown;
  };
}
