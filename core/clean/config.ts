import { z } from 'zod';

/** `analyze.clean`: what is taken out of `text` before it is measured; query, response and columns stay as they are. */
export const cleanSchema = z.strictObject({
  html: z.boolean().default(true).describe('markup becomes the text that a reader would see, where there is any'),
  copyright: z.boolean().default(true).describe('copyright and licence notices go: they say nothing about the dialogue'),
});
