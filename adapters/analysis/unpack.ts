import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../core/errors/input-error.ts';

/**
 * A stream's bytes, unpacked where its first two say gzip.
 *
 * @throws InputError while reading, when the gzip data is broken
 */
export async function* unpack(stream: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<Uint8Array> {
  const reader = stream[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  let done = false;
  while (first.length < 2 && !done) {
    const next = await reader.next();
    done = next.done === true;
    if (next.done !== true) first = Buffer.concat([first, next.value]);
  }
  const all = chain(first, reader);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all;
    return;
  }
  const packed = Readable.from(all);
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new InputError({ source, found: 'broken or cut gzip data', expected: 'whole gzip data' });
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function* chain(first: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
