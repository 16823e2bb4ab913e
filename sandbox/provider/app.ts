import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Env, Provider } from './context.ts';
import { injectFaults } from './inject-faults.ts';
import { refusal } from './refuse.ts';
import { chatRoutes } from './routes/chat.ts';
import { controlRoutes } from './routes/control.ts';
import { fileRoutes } from './routes/files.ts';
import { jobRoutes } from './routes/jobs.ts';
import { modelRoutes } from './routes/models.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The HTTP API: `/v1` as OpenAI has it, `/sandbox` to set the stand-in up. Both want the key, when there is one. */
export function providerApp(provider: Provider, apiKey: string | undefined): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set('x-request-id', `req_${randomUUID().replaceAll('-', '')}`);
  });
  app.use(async (c, next) => {
    const given = c.req.header('authorization')?.replace(/^Bearer /i, '') ?? '';
    if (apiKey !== undefined && !timingSafeEqual(digest(given), digest(apiKey)))
      throw refusal(401, 'invalid_api_key', 'Incorrect API key provided.');
    await next();
  });
  app.use('/v1/*', injectFaults(provider.faults));
  app.route('/v1/models', modelRoutes(provider));
  app.route('/v1/chat/completions', chatRoutes(provider));
  app.route('/v1/files', fileRoutes(provider));
  app.route('/v1/fine_tuning/jobs', jobRoutes(provider));
  app.route('/sandbox', controlRoutes(provider));
  app.notFound((c) => refusal(404, 'unknown_url', `Unknown request URL: ${c.req.method} ${c.req.path}`).getResponse());
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return refusal(500, null, 'The sandbox provider failed; its log says why.').getResponse();
  });
  return app;
}
