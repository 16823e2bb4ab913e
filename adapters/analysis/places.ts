export type Place = { source: number; line: number };

/** Where accepted rows came from: an entry for each block, not for each row. */
export function createPlaces() {
  const blocks: { from: number; source: number; lines: number | number[] }[] = [];
  return {
    /** The next rows: `lines` is the first one's line, or each one's. */
    add(from: number, source: number, lines: number | number[]): void {
      blocks.push({ from, source, lines });
    },
    of(row: number): Place {
      let low = 0;
      for (let high = blocks.length - 1; low < high; ) {
        const middle = Math.ceil((low + high) / 2);
        if (blocks[middle]!.from <= row) low = middle;
        else high = middle - 1;
      }
      const { from, source, lines } = blocks[low]!;
      return { source, line: typeof lines === 'number' ? lines + row - from : lines[row - from]! };
    },
  };
}
