/**
 * A long text as its head and tail around a marker with the number of characters that are missing; `limit` characters are
 * kept. 0: as it is. Never cuts a surrogate pair.
 */
export function compress(text: string, limit: number, headRatio: number): string {
  if (limit === 0 || text.length <= limit) return text;
  let head = Math.round(limit * headRatio);
  let tail = text.length - (limit - head);
  if (isLow(text, head)) head -= 1;
  if (isLow(text, tail)) tail += 1;
  return `${text.slice(0, head)}\n[... ${tail - head} characters omitted ...]\n${text.slice(tail)}`;
}

const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
