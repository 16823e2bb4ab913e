/** Lines of text as UTF-8 in one piece of memory, which a thread can hand over without a copy. */
export function createLineWriter(expectedBytes: number) {
  let memory = new ArrayBuffer(Math.max(expectedBytes, 4_096));
  let view = Buffer.from(memory);
  let size = 0;
  return {
    add(line: string): void {
      // No UTF-16 unit takes more than three bytes.
      const needed = size + line.length * 3 + 1;
      if (needed > view.length) {
        memory = memory.transfer(Math.max(needed, view.length * 2));
        view = Buffer.from(memory);
      }
      size += view.write(line, size, 'utf8');
      view[size++] = newline;
    },
    /** What was written; nothing can be added any more. */
    take: (): Uint8Array<ArrayBuffer> => new Uint8Array(memory.transfer(size)),
  };
}

const newline = 0x0a;
