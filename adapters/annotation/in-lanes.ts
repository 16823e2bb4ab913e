/** Works on items as they come, at most `width` at a time. After an error none begins; those under way finish, then it is thrown. */
export async function inLanes<T>(items: AsyncIterator<T>, width: number, stopped: () => boolean, work: (item: T) => Promise<void>): Promise<void> {
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (failure === undefined && !stopped()) {
      const next = await items.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  await items.return?.();
  if (failure) throw failure.error;
}
