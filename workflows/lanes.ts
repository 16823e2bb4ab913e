/** Two batches at once keep a provider busy while the other one writes; more would only queue. */
const lanes = 2;

/** Works on `count` batches, a few at a time; the first failure ends it. */
export async function inLanes(count: number, work: (index: number) => Promise<unknown>, width = lanes): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
