/** Fields in which providers put raw base64, without the `data:` in front. */
const dataFields = new Set<unknown>(['data', 'file_data', 'b64_json', 'base64', 'bytes', 'image_base64']);
const base64 = /^[A-Za-z0-9+/_-]{200,}={0,2}$/;
const dataUrl = /^data:([a-z]{1,20}\/[a-z0-9.+-]{1,60})?[^,]{0,100},/i;

/** What stands for the data of an image, audio or file; undefined when the text is none. The data is never kept. */
export function mediaPlaceholder(text: string, field: unknown): string | undefined {
  if (text.startsWith('data:') || text.startsWith('DATA:')) {
    const head = dataUrl.exec(text.slice(0, 300));
    if (head !== null) return `[data: ${head[1] ?? 'text/plain'}, ${text.length - head[0].length} characters]`;
  }
  if (text.length < 200 || !dataFields.has(field)) return undefined;
  // Its head tells: nothing but base64 runs on for so long.
  return base64.test(text.slice(0, 4096)) ? `[data: ${text.length} characters]` : undefined;
}

const embedded = /data:([a-z]{1,20}\/[a-z0-9.+-]{1,60})(?:;[a-z0-9=_-]{1,60}){0,4};base64,([A-Za-z0-9+/=_-]{40,})/gi;

/** A text whose data URLs (as in `![](data:image/png;base64,...)`) gave way to placeholders. */
export const withoutDataUrls = (text: string): string =>
  text.includes(';base64,') ? text.replace(embedded, (_, type: string, payload: string) => `[data: ${type}, ${payload.length} characters]`) : text;
