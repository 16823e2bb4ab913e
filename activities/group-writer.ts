/** A writer whose `put` resolves once the item is written. */
export type GroupWriter<T> = { put: (item: T) => Promise<void> };

/**
 * Writes items in groups: what comes while one write is under way goes together into the next. So every item is safe as soon
 * as its `put` is over, and a slow store costs few writes instead of many waits.
 */
export function groupWriter<T>(write: (items: T[]) => Promise<void>): GroupWriter<T> {
  let waiting: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let writing = false;

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await write(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing = false;
  }

  return {
    put(item) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ item, resolve, reject });
      if (!writing) void drain();
      return promise;
    },
  };
}
