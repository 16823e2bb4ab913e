import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { openInteractionLog, type InteractionLog } from '../adapters/store/interaction-log.ts';
import { readStats } from '../adapters/store/stats.ts';
import { parseFlywheelYaml } from '../core/config/parse.ts';
import { InputError } from '../core/errors/input-error.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { agentYaml } from './support/cli.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

const agent = 'support';
const pseudonymKey = 'test-key';
let database: TestDatabase;
let pool: Pool;
let log: InteractionLog;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  await applyWithChampion(pool, parseFlywheelYaml(agentYaml(agent), 'flywheel.yaml'), 'test');
  log = openInteractionLog({ pool, agent, pseudonymKey });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const question = (content: string) => [{ role: 'user' as const, content }];
const stored = async (id: string) => (await pool.query<Record<string, unknown>>('select * from interactions where agent = $1 and key = $2', [agent, id])).rows;
const feedbackOn = async (id: string) => (await pool.query<Record<string, unknown>>('select * from feedback where agent = $1 and interaction_key = $2 order by id', [agent, id])).rows;

test('an exchange is stored once under its id, with pseudonyms and without personal data', async () => {
  const exchange = { id: 'order-17', messages: question('I am ana@shop.example, my card 42 is lost'), reply: 'Dear ana@shop.example, it is blocked.', user: 'ana@shop.example', session: 'session-4711', model: 'gpt-x', margin: 0.25, latencyMs: 12.6 };
  expect(await log.logInteraction(exchange)).toBe('order-17');
  expect(await log.logInteraction({ ...exchange, reply: 'another' })).toBe('order-17');
  const rows = await stored('order-17');
  expect(rows).toMatchObject([{
    user_id: pseudonym('u', 'ana@shop.example', pseudonymKey), session_id: pseudonym('s', 'session-4711', pseudonymKey), model: 'gpt-x', margin: 0.25, latency_ms: 13,
  }]);
  expect(JSON.stringify(rows)).not.toMatch(/ana@shop|session-4711/);
  expect(String(rows[0]?.['reply'])).toMatch(/^Dear \[\w+\], it is blocked\.$/);
});

test('without an id each call is an exchange of its own', async () => {
  const ids = [await log.logInteraction({ messages: question('q'), reply: 'r' }), await log.logInteraction({ messages: question('q'), reply: 'r' }), await log.logInteraction({ id: ' ', messages: question('q'), reply: 'r' })];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(await stored(id)).toHaveLength(1);
});

test('feedback may come first, again, and in the wrong order', async () => {
  const at = (day: number) => new Date(Date.UTC(2026, 2, day));
  await log.recordFeedback({ interactionId: 'later', rating: 1, at: at(1), text: 'write to bo@shop.example', user: 'bo' });
  await log.recordFeedback({ interactionId: 'later', rating: 1, at: at(1), text: 'write to bo@shop.example', user: 'bo' });
  expect(await feedbackOn('later')).toMatchObject([{ rating: 1, interaction_id: null, user_id: pseudonym('u', 'bo', pseudonymKey), text: expect.not.stringContaining('bo@') as string }]);
  await log.logInteraction({ id: 'later', messages: question('q'), reply: 'r' });
  await log.recordFeedback({ interactionId: 'later', rating: 5, at: at(3) });
  await log.recordFeedback({ interactionId: 'later', rating: 2, at: at(2) });
  expect((await feedbackOn('later')).every((row) => row['interaction_id'] !== null)).toBe(true);
  const { rows } = await pool.query(`select rating from current_ratings r join interactions i on i.id = r.interaction_id where i.key = 'later'`);
  expect(rows).toEqual([{ rating: 5 }]);
});

test('what no database keeps is replaced, under the id that a file of the same log has', async () => {
  const id = await log.logInteraction({ id: 'nul-\0-id', messages: question('a\0b \uD800'), reply: 'c\0d', user: 'u\0', model: 'm\0' });
  await log.recordFeedback({ interactionId: id, text: 'e\0f' });
  const rows = (await pool.query(`select i.reply, i.messages, i.model, f.text from interactions i join feedback f on f.interaction_id = i.id where f.text like 'e%'`)).rows;
  expect(rows).toEqual([{ reply: 'c\uFFFDd', messages: [{ role: 'user', content: 'a\uFFFDb \uFFFD' }], model: 'm\uFFFD', text: 'e\uFFFDf' }]);
  // The key in a file is made of the replaced text.
  expect(await log.logInteraction({ id: 'nul-\uFFFD-id', messages: question('q'), reply: 'r' })).toBe(id);
});

test.for([
  ['a rating that there is not', () => log.recordFeedback({ interactionId: 'order-17', rating: 7 }), /^rating: found 7, expected a whole number from 1 to 5$/],
  ['half a rating', () => log.recordFeedback({ interactionId: 'order-17', rating: 3.5 }), /^rating: /],
  ['feedback that says nothing', () => log.recordFeedback({ interactionId: 'order-17' }), /at least one of rating/],
  ['feedback on nothing', () => log.recordFeedback({ interactionId: '', rating: 1 }), /^interaction_id: /],
  ['an exchange without a message', () => log.logInteraction({ messages: [], reply: 'r' }), /^messages: .*at least one message$/],
  ['a margin that is none', () => log.logInteraction({ messages: question('q'), reply: 'r', margin: 2 }), /^margin: found 2, expected a number from 0 to 1$/],
  ['an agent that was never applied', () => openInteractionLog({ pool, agent: 'nobody', pseudonymKey }).logInteraction({ messages: question('q'), reply: 'r' }), /^agent: found nobody/],
  ['another pseudonym key', () => openInteractionLog({ pool, agent, pseudonymKey: 'another' }).logInteraction({ messages: question('q'), reply: 'r' }), /^FLYWHEEL_PSEUDONYM_KEY: /],
] as const)('%s is refused, and nothing is stored', async ([, call, message], { expect }) => {
  const before = await readStats(pool, { agent, lowRating: 2, window: 50, threshold: 10 });
  const refused = await call().then(() => undefined, (error: unknown) => error);
  expect(refused).toBeInstanceOf(InputError);
  expect((refused as InputError).message).toMatch(message);
  expect(await readStats(pool, { agent, lowRating: 2, window: 50, threshold: 10 })).toEqual(before);
});
