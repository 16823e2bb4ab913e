/** Collects lines of text as UTF-8 in one piece of memory, which is used again when they were taken. */
export function createLineWriter() {
  let view = Buffer.alloc(1024 * 1024);
  let size = 0;
  return {
    /** @param end what stands in the place of the line's last `cut` bytes, its line end included */
    add(line: string, cut: number, end: Uint8Array): void {
      // No UTF-16 unit takes more than three bytes.
      const needed = size + line.length * 3 + end.length;
      if (needed > view.length) {
        const larger = Buffer.alloc(Math.max(needed, view.length * 2));
        view.copy(larger, 0, 0, size);
        view = larger;
      }
      size += view.write(line, size, 'utf8') - cut;
      view.set(end, size);
      size += end.length;
    },
    /** What was added since the last time; valid until something is added again. */
    take(): Buffer {
      const taken = view.subarray(0, size);
      size = 0;
      return taken;
    },
  };
}
