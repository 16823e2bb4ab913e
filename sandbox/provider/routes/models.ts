import { Hono } from 'hono';
import type { Env, Provider } from '../context.ts';
import { type ModelEntry, modelEntries, requireModel } from '../models/catalogue.ts';

const shown = ({ id, created, pricing }: ModelEntry) => ({ id, object: 'model', created, owned_by: 'sandbox', pricing });

export const modelRoutes = ({ store }: Provider): Hono<Env> =>
  new Hono<Env>()
    .get('/', (c) => c.json({ object: 'list', data: modelEntries(store).map(shown) }))
    .get('/:id', (c) => c.json(shown(requireModel(store, c.req.param('id')))));
