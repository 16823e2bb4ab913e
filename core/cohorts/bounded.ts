/** Stands for whatever found no room. */
export const others = '(other)';

/** The cell of a key, made where it is missing; a full table keeps one more cell for all that found no room. */
export function cellOf<T>(table: Map<string, T>, key: string, room: number, make: () => T): T {
  const found = table.get(key);
  if (found !== undefined) return found;
  const name = table.size < room ? key : others;
  const cell = table.get(name) ?? make();
  table.set(name, cell);
  return cell;
}

export function addCounts(into: Map<string, number>, more: ReadonlyMap<string, number>, room: number): void {
  for (const [key, count] of more) addCount(into, key, count, room);
}

export function addCount(into: Map<string, number>, key: string, count: number, room: number): void {
  const name = into.has(key) || into.size < room ? key : others;
  into.set(name, (into.get(name) ?? 0) + count);
}
