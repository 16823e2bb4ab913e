/** The first `limit` code points of a text, and how many it left out; a character is never halved. */
export function cut(text: string, limit: number): { text: string; omitted: number } {
  if (text.length <= limit) return { text, omitted: 0 };
  let [units, kept] = [0, 0];
  for (const sign of text) {
    if (kept === limit) return { text: text.slice(0, units), omitted: lengthOf(text, units) };
    units += sign.length;
    kept += 1;
  }
  return { text, omitted: 0 };
}

/** A name of at most `limit` code points on one line. */
export function short(name: string, limit: number): string {
  // Far more than is shown, but not all of a text that may be long.
  const { text, omitted } = cut(name.slice(0, 10 * limit).replace(/\s+/g, ' '), limit);
  return omitted === 0 ? text : `${text}…`;
}

function lengthOf(text: string, start: number): number {
  let length = 0;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // The second half of a pair is no character of its own.
    if (unit < 0xdc00 || unit > 0xdfff) length += 1;
  }
  return length;
}
