/** Lines of text as UTF-8 in one piece of memory, which a thread can hand over without a copy. */
export function createLineWriter(expectedBytes: number) {
  let memory = new ArrayBuffer(Math.max(expectedBytes, 4_096));
  let view = Buffer.from(memory);
  let size = 0;
  return {
    /**
     * @param end what stands in the place of the line's last `cut` bytes, its line end included
     * @returns the bytes that it took
     */
    add(line: string, cut: number, end: Uint8Array): number {
      const start = size;
      // No UTF-16 unit takes more than three bytes.
      const needed = size + line.length * 3 + end.length;
      if (needed > view.length) {
        memory = memory.transfer(Math.max(needed, view.length * 2));
        view = Buffer.from(memory);
      }
      size += view.write(line, size, 'utf8') - cut;
      view.set(end, size);
      size += end.length;
      return size - start;
    },
    /** What was written; nothing can be added any more. */
    take: (): Uint8Array<ArrayBuffer> => new Uint8Array(memory.transfer(size)),
  };
}
