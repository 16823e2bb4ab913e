import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Env, Provider } from '../context.ts';
import { notFound, refusal } from '../refuse.ts';
import type { FileRecord } from '../state/records.ts';
import { chatExamplesOf } from '../training/chat-examples.ts';
import { pageOf } from './pages.ts';

/** Far above what the student can use; a file is read into memory as a whole. */
const mostBytes = 64 * 1024 * 1024;

export function fileRoutes({ store }: Provider): Hono<Env> {
  const found = (id: string): FileRecord => {
    const record = store.files.get(id);
    if (!record) throw notFound('File object', id);
    return record;
  };
  const tooLarge = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw refusal(413, 'file_too_large', `A file may have at most ${mostBytes} bytes.`, { param: 'file' });
    },
  });

  return new Hono<Env>()
    .post('/', tooLarge, async (c) => {
      // A body that is no form has no file either.
      const { purpose, file } = await c.req.parseBody().catch((): Record<string, never> => ({}));
      if (purpose !== 'fine-tune') throw refusal(400, 'invalid_value', "The sandbox takes purpose 'fine-tune' only.", { param: 'purpose' });
      if (!(file instanceof File)) throw refusal(400, 'missing_required_parameter', "'file' is a required property", { param: 'file' });
      const content = Buffer.from(await file.arrayBuffer());
      const read = chatExamplesOf(content.toString('utf8'));
      const record: FileRecord = {
        id: `file-${randomUUID()}`,
        object: 'file',
        bytes: content.length,
        created_at: Math.floor(Date.now() / 1_000),
        filename: file.name,
        purpose,
        // A bad file is kept, like OpenAI does: the job that uses it says what is wrong.
        ...('faults' in read ? { status: 'error', status_details: read.faults[0] } : { status: 'processed' }),
      };
      await store.addFile(record, content);
      return c.json(record);
    })
    .get('/', (c) => {
      const newestFirst = [...store.files.values()].sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1));
      return c.json(pageOf(newestFirst, c.req.query()));
    })
    .get('/:id', (c) => c.json(found(c.req.param('id'))))
    .get('/:id/content', async (c) => c.body(new Uint8Array(await store.fileContent(found(c.req.param('id')).id))))
    .delete('/:id', async (c) => {
      const { id } = found(c.req.param('id'));
      await store.removeFile(id);
      return c.json({ id, object: 'file', deleted: true });
    });
}
