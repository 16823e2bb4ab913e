import { InputError } from '../../core/errors/input-error.ts';

/** A stream that ends where its source breaks off, and says why afterwards. */
export function untilBroken(chunks: AsyncIterable<Uint8Array>) {
  let reason: string | undefined;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      reason = error.faults.map(({ found, expected }) => `${found ?? 'a fault'}; expected ${expected}`).join('; ');
    }
  }
  return { chunks: read(), reason: () => reason };
}
