import { jsonText, storableText } from '../content.ts';

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

const kinds: ReadonlyMap<unknown, 'image' | 'audio' | 'video' | 'file'> = new Map(Object.entries({
  image: 'image', image_url: 'image', input_image: 'image', output_image: 'image', image_file: 'image', computer_screenshot: 'image',
  audio: 'audio', input_audio: 'audio', output_audio: 'audio', audio_url: 'audio',
  video: 'video', video_url: 'video', input_video: 'video',
  file: 'file', input_file: 'file', document: 'file',
}));
const thinking = new Set(['thinking', 'reasoning', 'redacted_thinking', 'summary_text', 'reasoning_text']);
const ownMessages = /(?:^|_)tool_(?:use|result)$/;
const spoken = new Set(['text', 'input_text', 'output_text', 'refusal']);
/** Where a block has its data; an entry of a listing of files, `{type: "file", name, size}`, has none. */
const payloads = ['source', 'data', 'file', 'file_id', 'file_data', 'file_url', 'filename', 'image_url', 'image_file', 'b64_json', 'input_audio', 'audio_url', 'video_url', 'transcript'];
const textNames = ['text', 'content', 'value', 'refusal', 'output_text', 'parts'] as const;

/**
 * The visible text of a message's content: a string as it is; blocks joined by line breaks; images, audio and files
 * as `[image]`, `[audio]`, `[file: name]`, never their data; an object that is no block as JSON. Undefined for a number
 * or a truth value, which is no content.
 */
export function readContent(content: unknown, finds: ContentFinds, nesting = 0): string | undefined {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return storableText(content);
  if (typeof content === 'number' || typeof content === 'boolean') return nesting > 0 ? String(content) : undefined;
  if (typeof content !== 'object') return undefined;
  if (nesting > maxNesting) return jsonText(content);
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

/**
 * The text of a tool's result: its content blocks as those of any message, anything else that it returned as JSON. What looks
 * like a block and says more than its text is data: `{"value": 21, "unit": "C"}`.
 */
export function readResult(result: unknown, finds: ContentFinds): string {
  if (typeof result !== 'object' || result === null) return readContent(result, finds, 1) ?? '';
  const parts: unknown[] = Array.isArray(result) ? result : [result];
  if (parts.length === 0) return '';
  if (!parts.some((part) => isBlock(part))) return jsonText(result);
  return parts.map((part) => (isBlock(part) ? readContent(part, finds, 1) : jsonText(part))).filter(Boolean).join('\n');
}

function isBlock(value: unknown, nesting = 0): boolean {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || nesting > maxNesting) return false;
  if (Array.isArray(value)) return value.length > 0 && value.every((inner) => isBlock(inner, nesting + 1));
  const block = value as Record<string, unknown>;
  const { type } = block;
  if (typeof type === 'string') {
    if (spoken.has(type)) return textNames.some((name) => name in block);
    return thinking.has(type) || ownMessages.test(type) || (kinds.has(type) && payloads.some((name) => name in block));
  }
  const names = Object.keys(block).filter((name) => name !== 'annotations');
  return names.length === 1 && (textNames as readonly string[]).includes(names[0]!) && isBlock(block[names[0]!], nesting + 1);
}

function blockText(block: Record<string, unknown>, finds: ContentFinds, nesting: number): string {
  const { type } = block;
  if (typeof type === 'string') {
    if (ownMessages.test(type)) {
      finds.blocks.push(block);
      return '';
    }
    if (thinking.has(type)) {
      const thought = innerText({ ...block, text: block['thinking'] ?? block['reasoning'] ?? block['text'] ?? block['summary'] }, finds, nesting);
      if (thought) finds.reasoning.push(thought);
      return '';
    }
    const kind = kinds.get(type) ?? kinds.get(block['modality']);
    if (kind !== undefined) return placeholder(kind, block, finds);
  }
  const text = innerText(block, finds, nesting);
  if (text !== undefined) return text;
  return typeof type === 'string' ? `[${storableText(type.slice(0, 40))}]` : jsonText(block);
}

/** Text may hide under `text`, `value`, `content`, `refusal` or `output_text`, nested again. */
function innerText(block: Record<string, unknown>, finds: ContentFinds, nesting: number): string | undefined {
  for (const name of textNames) {
    const inner = block[name];
    if (inner !== undefined && inner !== null) return readContent(inner, finds, nesting + 1);
  }
  return undefined;
}

function placeholder(kind: string, block: Record<string, unknown>, finds: ContentFinds): string {
  finds.modalities[kind] = (finds.modalities[kind] ?? 0) + 1;
  // What was said in an audio is text.
  if (kind === 'audio' && typeof block['transcript'] === 'string' && block['transcript'] !== '') return `[audio]\n${storableText(block['transcript'])}`;
  if (kind !== 'file') return `[${kind}]`;
  const inner = (typeof block['file'] === 'object' && block['file'] !== null ? block['file'] : block) as Record<string, unknown>;
  const name = inner['filename'] ?? inner['name'] ?? inner['title'] ?? inner['file_name'];
  return typeof name === 'string' && name !== '' ? `[file: ${storableText(name.slice(0, 200))}]` : '[file]';
}
