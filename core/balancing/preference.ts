import { shuffled } from '../random/seeded-draw.ts';
import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';

/**
 * The members of one intent, those first that are given up last: the newest of every cell of similar texts, then
 * the second newest of each, and so on: the recent and the diverse, not the first. Paraphrases come after rows that
 * users wrote; an incremental set puts new rows before old ones. The seed decides among equals.
 */
export function byPreference(rows: readonly BalanceRow[], members: readonly number[], config: BalanceConfig): number[] {
  const [first] = members;
  if (first === undefined) return [];
  const count = members.length;
  const ages = new Float64Array(count);
  const cells = new Uint32Array(count);
  const tiers = new Uint32Array(count);
  const numbers = new Map<number, number>();
  for (let place = 0; place < count; place += 1) {
    const row = rows[members[place]!]!;
    ages[place] = -(row.at ?? -Infinity);
    // Rows without a cell share none: their negative numbers are their own.
    const cell = row.cell ?? -1 - place;
    const number = numbers.get(cell) ?? numbers.size;
    cells[place] = number;
    if (number === numbers.size) numbers.set(cell, number);
    tiers[place] = tierOf(row, config);
  }
  const drawn = Uint32Array.from(shuffled(Array.from(members.keys()), config.seed, rows[first]!.intent));
  const newest = stableBy(drawn, ranks(ages));
  const seen = new Uint32Array(tierCount * count);
  const rounds = new Uint32Array(count);
  // Each tier fills the cells anew.
  for (const place of newest) {
    const slot = tiers[place]! * count + cells[place]!;
    const round = seen[slot]!;
    rounds[place] = round;
    seen[slot] = round + 1;
  }
  return Array.from(stableBy(stableBy(newest, rounds), tiers), (place) => members[place]!);
}

const tierCount = 4;
const tierOf = ({ paraphraseOf, origin }: BalanceRow, { strategy }: BalanceConfig): number =>
  (paraphraseOf === undefined ? 0 : 2) + (strategy === 'incremental' && origin === 'replay' ? 1 : 0);

/** For each value the number of smaller different ones. Sorting plain numbers is many times faster than comparing rows. */
function ranks(values: Float64Array): Uint32Array {
  const sorted = values.toSorted();
  let distinct = 0;
  for (const value of sorted) if (distinct === 0 || value !== sorted[distinct - 1]) sorted[distinct++] = value;
  const found = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    let [low, high] = [0, distinct - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < values[index]!) low = middle + 1;
      else high = middle;
    }
    found[index] = low;
  }
  return found;
}

/** The indices in the order of their keys, equal ones as they come (counting sort). */
function stableBy(order: Uint32Array, keys: Uint32Array): Uint32Array {
  const starts = new Uint32Array(largest(keys) + 2);
  for (const key of keys) starts[key + 1]! += 1;
  for (let key = 1; key < starts.length; key += 1) starts[key]! += starts[key - 1]!;
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const place = starts[keys[index]!]!;
    sorted[place] = index;
    starts[keys[index]!] = place + 1;
  }
  return sorted;
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
