/**
 * Tokens of a text, estimated before any tokenizer is known: a quarter of its bytes in UTF-8. English is about four
 * letters a token; a Chinese character, three bytes, comes out at three quarters of one, as it is with common models.
 */
export const estimateTokens = (text: string): number => Math.ceil(utf8Bytes(text) / 4);

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of its four bytes.
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
