import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentYaml, openInstallation, type Installation } from './support/cli.ts';

type Stats = { total_interactions: number; latest_improvement: object | null; improvements: object[] };

const seven = [5, 4, 1, 5, 2, 1, 1].map((rating, index) => ({ user_input: `question ${index}`, agent_output: `answer ${index}`, rating }));

let flywheel: Installation;

beforeAll(async () => {
  flywheel = await openInstallation();
  await flywheel.file('flywheel.yaml', agentYaml('seven-ratings', 'trigger:\n  improvement_threshold: 3\n'));
  await flywheel.run('apply', '-f', 'flywheel.yaml');
});
afterAll(() => flywheel.close());

test('seven rated interactions set off one improvement, and importing them again changes nothing', async () => {
  const before = await flywheel.json<Stats>('stats');
  expect(before).toMatchObject({ total_interactions: 0, avg_rating: null, low_rated: 0, improvements_triggered: 0, latest_improvement: null, improvements: [] });

  await flywheel.file('seven.jsonl', seven);
  const imported = await flywheel.json('import', 'seven.jsonl');
  expect(imported).toMatchObject({ code: 0, accepted: 7, stored: { interactions: 7, feedback: 7 }, bad: 0, faults: [] });

  const stats = await flywheel.json<Stats>('stats');
  expect(stats).toMatchObject({ total_interactions: 7, avg_rating: 2.7, low_rated: 4, improvements_triggered: 1 });
  // The third low rating is the sixth interaction; the seventh belongs to the same improvement.
  expect(stats.latest_improvement).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string, reason: 'low_rating_rate', total_interactions: 6, action: null,
    detail: '3 of the last 6 interactions rated 2 or lower (threshold 3)',
  });
  expect(stats.improvements).toEqual([stats.latest_improvement]);

  const again = await flywheel.json('import', 'seven.jsonl');
  expect(again).toMatchObject({ code: 0, accepted: 7, stored: { interactions: 0, feedback: 0 } });
  expect(await flywheel.json<Stats>('stats')).toEqual(stats);
  expect((await flywheel.run('stats')).stdout).toMatch(/interactions +7\naverage rating +2\.7\nlow rated +4\nimprovements +1\n.*waits for the next cycle/);

  expect((await flywheel.run('stats', '--lang', 'zh')).stdout).toContain('低分率超标: 最近 6 次交互中有 3 次评分不高于 2（阈值 3）');

  const exported = await flywheel.run('export', 'bad-cases');
  const cases = exported.stdout.trim().split('\n').map((line) => JSON.parse(line) as { rating: number; reply: string });
  expect(cases.map(({ rating }) => rating)).toEqual([1, 1, 1, 2]);
  expect(cases.map(({ reply }) => reply)).toEqual(['answer 2', 'answer 5', 'answer 6', 'answer 4']);
  const worst = await flywheel.run('export', 'bad-cases', '--limit', '1');
  expect(worst.stdout.trim().split('\n')).toHaveLength(1);
});

test('two equal rows without an id are two interactions, however often their file is imported', async () => {
  const before = (await flywheel.json<Stats>('stats')).total_interactions;
  const row = { user_input: 'hello', agent_output: 'hello' };
  await flywheel.file('twice.jsonl', [row, row]);
  expect(await flywheel.json('import', 'twice.jsonl')).toMatchObject({ accepted: 2, stored: { interactions: 2 } });
  expect(await flywheel.json('import', 'twice.jsonl')).toMatchObject({ accepted: 2, stored: { interactions: 0 } });
  expect(await flywheel.json('stats')).toMatchObject({ total_interactions: before + 2 });
});
