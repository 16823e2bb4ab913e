/**
 * A number that texts share with a probability that grows with the words they share: the least hash of their words
 * (MinHash of one permutation, Broder 1997: the probability is the Jaccard similarity of the word sets). It sorts
 * the rows of an intent into cells of similar questions, so that cutting can keep some of every kind.
 */
export function textCell(text: string): number {
  let least = 0x7fff_ffff;
  let word = offset;
  let length = 0;
  const end = (): void => {
    // Short words are glue, and would put everything into the cells of `to` and `my`.
    if (length > 3) least = Math.min(least, mixed(word));
    word = offset;
    length = 0;
  };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at) | 0x20;
    if (unit >= 0x2e80) {
      // Chinese and its neighbours write no blanks: each sign is a word.
      end();
      least = Math.min(least, mixed(offset ^ unit));
    } else if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit >= 0xc0) {
      word = Math.imul(word ^ unit, prime);
      length += 1;
    } else end();
  }
  end();
  return least;
}

/** FNV-1a, 32 bits. */
const offset = 0x811c_9dc5 | 0;
const prime = 0x0100_0193;

/** The finaliser of MurmurHash3 (Appleby 2011), so that the least hash is not that of the first letter; 31 bits. */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) & 0x7fff_ffff;
}
