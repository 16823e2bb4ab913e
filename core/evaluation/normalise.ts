/**
 * A text without the differences that do not change what it says: Unicode NFKC (full-width forms,
 * ligatures), lower case, runs of white space as one blank, trimmed.
 */
export function normaliseText(text: string): string {
  // NFKC once more: lower-casing can leave a sequence that composes.
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim();
}
