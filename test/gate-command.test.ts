import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../core/errors/input-error.ts';
import type { GateVerdict } from '../core/gate/gate-verdict.ts';
import { readEvidence } from '../scripts/gate/read-evidence.ts';
import { openCli, type Cli, type CliResult } from './support/cli.ts';
import { pairedCases, type MoreOfCase } from './support/gate-cases.ts';

let cli: Cli;
beforeAll(async () => {
  // No server, and none is asked for.
  cli = await openCli({ DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined });
});
afterAll(() => cli.remove());

type Row = Record<string, unknown>;

/** Two result files of the same cases. */
async function files(name: string, cases: readonly [n: number, lost: number, gained: number], more: (place: number) => Row = () => ({}), kind: 'pass' | 'score' = 'pass', of: (place: number) => MoreOfCase = () => ({})): Promise<string[]> {
  const rows = (side: 'champion' | 'candidate') => pairedCases(...cases, of).map((one, place) => ({ case_id: one.id, [kind]: kind === 'pass' ? one[side].score === 1 : one[side].score, ...more(place) }));
  return ['--baseline', await cli.file(`${name}-a.jsonl`, rows('champion')), '--candidate', await cli.file(`${name}-b.jsonl`, rows('candidate').toReversed())];
}
const gate = (...args: string[]): Promise<CliResult> => cli.run('gate', ...args);
const verdict = async (...args: string[]): Promise<GateVerdict & { code: number | null }> => cli.json<GateVerdict & Record<string, unknown>>('gate', ...args);
/** What the files are refused with: the command prints it and ends with 2. */
const refused = async (baseline: string | readonly Row[], candidate: string | readonly Row[]): Promise<string> => {
  const [a, b] = [join(cli.dir, await cli.file('a.jsonl', baseline)), join(cli.dir, await cli.file('b.jsonl', candidate))];
  const error: unknown = await readEvidence({ baseline: a, candidate: b }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(`${cli.dir}/`, '');
};

describe('flywheel gate', () => {
  test('ends with 0, 1 and 3 for promote, reject and inconclusive, and prints the verdict for machines', async () => {
    const promoted = await verdict(...await files('good', [500, 10, 12], (place) => ({ slices: [`intent:${place % 3}`], latency_ms: 100 + (place % 7), cost_usd: 0.001 })));
    expect(promoted).toMatchObject({ code: 0, verdict: 'promote', n: 500, lost: 10, gained: 12, needed_cases: null, reasons: ['non_inferior'] });
    expect(promoted.p_noninferior).toBeCloseTo(0.00946908, 8);
    expect(Object.keys(promoted)).toEqual(expect.arrayContaining(['verdict', 'n', 'lost', 'gained', 'delta', 'ci', 'p_noninferior', 'p_harm', 'needed_cases', 'criteria', 'slices', 'reasons']));
    expect(promoted.slices).toHaveLength(3);
    expect(await verdict(...await files('bad', [400, 30, 5]))).toMatchObject({ code: 1, verdict: 'reject', reasons: ['harm_significant'] });
    expect(await verdict(...await files('thin', [100, 0, 0]))).toMatchObject({ code: 3, verdict: 'inconclusive', needed_cases: 133 });
  });

  test('says it to people: the verdict, every criterion, the slices worst first, what was lost', async () => {
    const { code, stdout, stderr } = await gate(...await files('said', [900, 40, 60], (place) => ({ slices: { intent: place < 40 || place >= 800 ? 'broken' : 'fine' } })));
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^Reject: .*intent:broken/);
    expect(stdout).toMatch(/FAIL {2}guarded_slices/);
    expect(stdout.indexOf('intent:broken', stdout.indexOf('slices, worst first'))).toBeLessThan(stdout.lastIndexOf('intent:fine'));
    expect(stdout).toContain('lost: case-000000');
  });

  test('follows a policy, alone in its file or under its name', async () => {
    const args = await files('policy', [200, 10, 12]);
    expect((await gate(...args)).code).toBe(3);
    expect((await gate(...args, '--policy', await cli.file('alone.yaml', 'margin: 0.03\n'))).code).toBe(0);
    expect((await gate(...args, '--policy', await cli.file('named.yaml', 'gate:\n  margin: 0.03\n  on_inconclusive: extend\n'))).code).toBe(3);
    const { code, stderr } = await gate(...args, '--policy', await cli.file('wrong.yaml', 'gate:\n  margn: 0.03\n'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('wrong.yaml:2: gate.margn: found 0.03, expected margin')]);
  });

  test('averages repeats and compares them as graded scores', async () => {
    const tries = (passes: (place: number, repeat: number) => boolean): Row[] => Array.from({ length: 600 }, (_, at) => ({ case_id: Math.floor(at / 3), repeat: at % 3, pass: passes(Math.floor(at / 3), at % 3) }));
    const [a, b] = [await cli.file('ra.jsonl', tries((place, repeat) => (place + repeat) % 4 !== 0)), await cli.file('rb.jsonl', tries((place, repeat) => (place + repeat) % 4 !== 1))];
    expect(await verdict('--baseline', a, '--candidate', b)).toMatchObject({ n: 200, champion: expect.closeTo(0.75, 9), candidate: expect.closeTo(0.75, 9), lost: 50, gained: 50 });
    expect((await gate('--baseline', a, '--candidate', await cli.file('rc.jsonl', tries(() => true).slice(0, 599)))).stderr).toContain('2 tries of case "199"');
  });

  test('takes graded scores, hard cases, groups and an anchor', async () => {
    expect(await verdict(...await files('graded', [400, 0, 0], (place) => ({ score: 0.5 + (place % 10) / 100 }), 'score'))).toMatchObject({ verdict: 'promote', n: 400 });
    const [, a, , b] = await files('hard', [500, 1, 40], (place) => ({ hard: place === 0 }));
    expect(await verdict('--baseline', a!, '--candidate', b!)).toMatchObject({ code: 1, reasons: ['hard_case_lost'], cases: { hard_lost: ['case-000000'] } });
    const [, c, , d] = await files('anchor', [500, 10, 12]);
    const [, best] = await files('best', [500, 0, 10]);
    expect(await verdict('--baseline', c!, '--candidate', d!, '--anchor', best!)).toMatchObject({ criteria: expect.arrayContaining([expect.objectContaining({ name: 'non_inferior_anchor', n: 500 })]) });
  });

  test('looks at the form of replies where the files hold them', async () => {
    const rows = (reply: (place: number) => string): Row[] => Array.from({ length: 300 }, (_, place) => ({ case_id: place, pass: true, input: 'Where is my parcel?', reply: reply(place) }));
    const args = ['--baseline', await cli.file('fa.jsonl', rows(() => 'It arrives on Monday.')), '--candidate', await cli.file('fb.jsonl', rows((place) => (place % 5 === 0 ? "I'm sorry, but I can't help with that." : 'Monday.')))];
    expect(await verdict(...args)).toMatchObject({ code: 1, reasons: ['format_drift'] });
  });

  test('writes to a file, as JSON where its name says so', async () => {
    const args = await files('out', [500, 10, 12]);
    expect(await gate(...args, '--out', 'verdict.json')).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(await readFile(join(cli.dir, 'verdict.json'), 'utf8'))).toMatchObject({ verdict: 'promote' });
    expect((await gate(...args, '--out', 'nowhere/verdict.json')).code).toBe(2);
  });
});

describe('files that cannot be compared are refused by file and line', () => {
  const ok: Row[] = [{ case_id: 'one', pass: true }, { case_id: 'two', pass: false }];

  test.each<[string, string | readonly Row[], string | readonly Row[], string]>([
    ['no cases at all', '', ok, 'a.jsonl: found no cases at all'],
    ['no cases on either side', '\n', '[]', 'b.jsonl: found no cases at all'],
    ['a case that the candidate lacks', ok, ok.slice(0, 1), 'b.jsonl: found no row for case "two" (a.jsonl:2)'],
    ['a case that the baseline lacks', ok, [...ok, { case_id: 'three', pass: true }], 'a.jsonl: found no row for case "three" (b.jsonl:3)'],
    ['a case twice', ok, [...ok, { case_id: 'one', pass: true }], 'b.jsonl:3: case_id: found the case "one" of line 1 again'],
    ['pass beside score', ok, [{ case_id: 'one', score: 1 }, { case_id: 'two', score: 0 }], 'b.jsonl:1: score: found score, expected pass as on line 1 of a.jsonl'],
    ['both in one row', ok, [{ case_id: 'one', pass: true, score: 1 }], 'b.jsonl:1: score'],
    ['a score out of range', ok, [{ case_id: 'one', score: 1.2 }], 'b.jsonl:1: score: found 1.2, expected a number from 0 to 1'],
    ['a score without end', ok, '{"case_id":"one","score":1e999}\n', 'b.jsonl:1: score'],
    ['a negative cost', ok, [{ case_id: 'one', pass: true, cost_usd: -1 }], 'b.jsonl:1: cost_usd: found -1'],
    ['a latency that is none', ok, [{ case_id: 'one', pass: true, latency_ms: 'fast' }], 'b.jsonl:1: latency_ms: found "fast"'],
    ['no result', ok, [{ case_id: 'one' }], 'b.jsonl:1: pass: found nothing'],
    ['no case', ok, [{ pass: true }], 'b.jsonl:1: case_id: found nothing'],
    ['a flag that is none', ok, [{ case_id: 'one', pass: true, hard: 'yes' }], 'b.jsonl:1: hard: found "yes", expected true or false'],
    ['broken JSON', ok, '{"case_id":"one","pass":true}\n{"case_id":', 'b.jsonl:2: found broken JSON'],
    ['two groups for a case', [{ case_id: 'one', pass: true, group: 'x' }], [{ case_id: 'one', pass: true, group: 'y' }], 'found 2 groups for case "one"'],
  ])('%s', async (_, baseline, candidate, message) => {
    expect(await refused(baseline, candidate)).toContain(message);
  });

  test('the command ends with 2 and prints nothing but that', async () => {
    const { code, stdout, stderr } = await gate('--baseline', await cli.file('a.jsonl', ok), '--candidate', await cli.file('b.jsonl', ''));
    expect([code, stdout, stderr]).toEqual([2, '', 'b.jsonl: found no cases at all, expected at least one row {case_id, pass | score}\n']);
  });

  test('a file that is not there, and no file at all', async () => {
    expect(await gate('--baseline', 'nowhere.jsonl', '--candidate', 'nowhere.jsonl')).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere.jsonl') });
    expect((await gate('--baseline', 'nowhere.jsonl')).code).toBe(2);
  });

  test('a field that nothing uses is said', async () => {
    const [, a, , b] = await files('unused', [200, 0, 0], () => ({ severty: 'high' }));
    expect((await gate('--baseline', a!, '--candidate', b!)).stderr).toContain('unused-a.jsonl: nothing uses severty');
  });
});
