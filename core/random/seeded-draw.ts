import { hash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

type Generator = ReturnType<typeof xoroshiro128plus>;

/** A stream of its own for each purpose and intent, so that a new intent leaves the draws of all others alone. */
export function stream(seed: number, ...purpose: readonly string[]): Generator {
  const digest = hash('sha256', JSON.stringify([seed, ...purpose]));
  return xoroshiro128plus(Number.parseInt(digest.slice(0, 8), 16) | 0);
}

/** The items in a random order (Fisher-Yates); it depends on their order, the seed and the name alone. */
export function shuffled<T>(items: readonly T[], seed: number, name: string): T[] {
  const random = stream(seed, 'shuffle', name);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = uniformInt(random, 0, last);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** `size` of the items, each set of them equally likely (Vitter 1985, algorithm R); all where there are no more. */
export function reservoir<T>(items: readonly T[], size: number, seed: number, name: string): T[] {
  const random = stream(seed, 'reservoir', name);
  const kept = items.slice(0, size);
  for (let index = size; index < items.length; index += 1) {
    const place = uniformInt(random, 0, index);
    if (place < size) kept[place] = items[index] as T;
  }
  return kept;
}

/** `count` numbers in [0, 1), evenly likely (32 bits). */
export function unitDraws(count: number, seed: number, name: string): number[] {
  const random = stream(seed, 'unit', name);
  return Array.from({ length: count }, () => uniformInt(random, 0, 0xffffffff) / 0x1_0000_0000);
}
