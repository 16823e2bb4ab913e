/**
 * FNV-1a over UTF-16 code units, 32 bits. Features need a hash that is quick, seedable and the same on every
 * machine; nothing here needs it to be secure.
 */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

/** Spreads the entropy of a hash over all its bits (finaliser of MurmurHash3, Appleby 2011): buckets are taken from the low ones. */
export function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) that depends on nothing but its arguments. */
export const hashShare = (text: string, seed = 0): number => hashText(text, seed) / 0x1_0000_0000;
