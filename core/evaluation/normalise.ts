/**
 * A text without the differences that do not change what it says: Unicode NFKC (full-width forms,
 * ligatures), lower case, runs of white space as one blank, trimmed.
 */
export function normaliseText(text: string): string {
  // Most texts are these signs alone, on which Unicode's forms are the identity; asking for them costs more than all the rest.
  if (plain.test(text)) return text.toLowerCase();
  // NFKC once more: lower-casing can leave a sequence that composes.
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** Visible ASCII, words parted by single blanks. */
const plain = /^[!-~]+(?: [!-~]+)*$/;
