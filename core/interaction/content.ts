/** NUL and lone surrogates are legal in JSON and illegal in a database's text. */
export const storableText = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text).toWellFormed();

type Block = { type?: unknown; text?: unknown; refusal?: unknown };

const placeholders: Record<string, string> = {
  image: '[image]',
  image_url: '[image]',
  input_image: '[image]',
  audio: '[audio]',
  input_audio: '[audio]',
  file: '[file]',
  input_file: '[file]',
};

function blockText(block: unknown): string {
  if (typeof block === 'string') return block;
  if (typeof block !== 'object' || block === null) return '';
  const { type, text, refusal } = block as Block;
  if (typeof text === 'string') return text;
  if (typeof refusal === 'string') return refusal;
  if (typeof type !== 'string') return '';
  return placeholders[type] ?? `[${type.slice(0, 40)}]`;
}

/**
 * The content of a chat message as one text: a string as it is, blocks joined by line breaks with what
 * is not text as `[image]`, `[audio]`, `[file]` or `[type]`; null is empty.
 * Undefined when it is neither text nor blocks.
 */
export function contentText(content: unknown): string | undefined {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return storableText(content);
  if (Array.isArray(content)) return storableText(content.map(blockText).filter(Boolean).join('\n'));
  return undefined;
}
