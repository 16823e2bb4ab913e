import { openBytes } from '../files/open-bytes.ts';
import { standardInput } from './inputs.ts';
import { lineBlocks, type Block, type Unreadable } from './line-blocks.ts';
import { unpack } from './unpack.ts';

export type Piece = { source: number } & ({ block: Block } | { reject: Unreadable });

/** The blocks of all inputs, one after the other. A file that breaks off is read as far as it goes. */
export async function* readInputs(files: readonly string[], stdin: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Piece> {
  for (const [source, file] of files.entries()) {
    for await (const piece of lineBlocks(file === standardInput ? unpack(stdin, file) : openBytes(file))) {
      signal.throwIfAborted();
      yield 'reason' in piece ? { source, reject: piece } : { source, block: piece };
    }
  }
}
