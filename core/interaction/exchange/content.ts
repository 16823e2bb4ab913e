import { storableText } from '../content.ts';

/** What a content was made of besides its text. */
export type ContentFinds = {
  modalities: Record<string, number>;
  reasoning: string[];
  /** Blocks that are messages of their own: Anthropic's `tool_use` and `tool_result`. */
  blocks: Record<string, unknown>[];
};

export const noFinds = (): ContentFinds => ({ modalities: {}, reasoning: [], blocks: [] });

/** Deeper than this nothing is text any more. */
const maxNesting = 8;

const kinds: Readonly<Record<string, 'image' | 'audio' | 'video' | 'file'>> = {
  image: 'image', image_url: 'image', input_image: 'image', output_image: 'image', image_file: 'image',
  audio: 'audio', input_audio: 'audio', output_audio: 'audio', audio_url: 'audio',
  video: 'video', video_url: 'video', input_video: 'video',
  file: 'file', input_file: 'file', document: 'file',
};
const thinking = new Set(['thinking', 'reasoning', 'redacted_thinking', 'summary_text', 'reasoning_text']);
const ownMessages = new Set(['tool_use', 'server_tool_use', 'tool_result', 'web_search_tool_result', 'mcp_tool_use', 'mcp_tool_result']);

/**
 * The visible text of a message's content: a string as it is; blocks joined by line breaks; images, audio and files
 * as `[image]`, `[audio]`, `[file: name]`, never their data. Undefined when there is nothing that could be content.
 */
export function readContent(content: unknown, finds: ContentFinds, nesting = 0): string | undefined {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return storableText(content);
  if (typeof content === 'number' || typeof content === 'boolean') return nesting > 0 ? String(content) : undefined;
  if (typeof content !== 'object' || nesting > maxNesting) return undefined;
  if (Array.isArray(content)) {
    const texts: string[] = [];
    for (const block of content) {
      const text = readContent(block, finds, nesting + 1);
      if (text !== undefined && text !== '') texts.push(text);
    }
    return texts.join('\n');
  }
  return blockText(content as Record<string, unknown>, finds, nesting);
}

function blockText(block: Record<string, unknown>, finds: ContentFinds, nesting: number): string | undefined {
  const { type } = block;
  if (typeof type === 'string') {
    if (ownMessages.has(type)) {
      finds.blocks.push(block);
      return '';
    }
    if (thinking.has(type)) {
      const thought = innerText({ ...block, text: block['thinking'] ?? block['reasoning'] ?? block['text'] ?? block['summary'] }, finds, nesting);
      if (thought) finds.reasoning.push(thought);
      return '';
    }
    const kind = kinds[type] ?? kinds[String(block['modality'])];
    if (kind !== undefined) return placeholder(kind, block, finds);
  }
  const text = innerText(block, finds, nesting);
  if (text !== undefined) return text;
  return typeof type === 'string' ? `[${storableText(type.slice(0, 40))}]` : undefined;
}

/** Text may hide under `text`, `value`, `content`, `refusal` or `output_text`, nested again. */
function innerText(block: Record<string, unknown>, finds: ContentFinds, nesting: number): string | undefined {
  for (const name of ['text', 'content', 'value', 'refusal', 'output_text', 'parts']) {
    const inner = block[name];
    if (inner !== undefined && inner !== null) return readContent(inner, finds, nesting + 1);
  }
  return undefined;
}

function placeholder(kind: string, block: Record<string, unknown>, finds: ContentFinds): string {
  finds.modalities[kind] = (finds.modalities[kind] ?? 0) + 1;
  if (kind !== 'file') return `[${kind}]`;
  const inner = (typeof block['file'] === 'object' && block['file'] !== null ? block['file'] : block) as Record<string, unknown>;
  const name = inner['filename'] ?? inner['name'] ?? inner['title'] ?? inner['file_name'];
  return typeof name === 'string' && name !== '' ? `[file: ${storableText(name.slice(0, 200))}]` : '[file]';
}
