import { Hono } from 'hono';
import type { Env, Provider } from '../context.ts';
import { type ModelEntry, modelEntries, requireModel } from '../models/catalogue.ts';

const dayMs = 86_400_000;

export function modelRoutes({ store, faults }: Provider): Hono<Env> {
  const shown = ({ id, created, pricing }: ModelEntry) => {
    const ending = faults.take('shutdown_in_days', { path: '/v1/models', model: id });
    const shutdown = ending && { shutdown_date: new Date(Date.now() + ending.days * dayMs).toISOString().slice(0, 10) };
    return { id, object: 'model', created, owned_by: 'sandbox', pricing, ...shutdown };
  };
  return new Hono<Env>()
    .get('/', (c) => c.json({ object: 'list', data: modelEntries(store).map(shown) }))
    .get('/:id', (c) => c.json(shown(requireModel(store, c.req.param('id')))));
}
