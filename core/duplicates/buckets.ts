import { bands } from './min-hash.ts';

/**
 * The sets that share a key in one band, two or more at a time, in ascending order of key and then of set.
 * `visit(members, from, to)` must not keep `members`. Sets left out by `considered` stand in no bucket.
 */
export function forEachBucket(
  keys: Int32Array,
  band: number,
  considered: Int32Array,
  visit: (members: Int32Array, from: number, to: number) => void,
): void {
  const count = considered.length;
  // Key and place in one double of 53 bits: sorting numbers is an order of magnitude faster than sorting with a
  // comparison. Beyond 2^21 sets keys lose their last bits, which only adds candidates.
  const places = 2 ** Math.max(21, Math.ceil(Math.log2(count + 1)));
  const keyUnits = 2 ** 53 / places;
  const sorted = new Float64Array(count);
  for (let place = 0; place < count; place += 1) {
    const key = (keys[(considered[place] as number) * bands + band] as number) >>> 0;
    sorted[place] = Math.floor((key / 2 ** 32) * keyUnits) * places + place;
  }
  sorted.sort();
  const members = new Int32Array(count);
  let from = 0;
  let current = -1;
  for (let at = 0; at < count; at += 1) {
    const value = sorted[at] as number;
    const key = Math.floor(value / places);
    members[at] = considered[value - key * places] as number;
    if (key === current) continue;
    if (at - from > 1) visit(members, from, at);
    [from, current] = [at, key];
  }
  if (count - from > 1) visit(members, from, count);
}
