import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { registerCandidate } from '../../adapters/store/candidates.ts';
import { applyWithChampion } from '../../adapters/store/champions.ts';
import { openCycle } from '../../adapters/store/cycles.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { storeSuite } from '../../adapters/store/suites.ts';
import { flywheelSchema } from '../../core/config/flywheel.ts';
import { freezeSuite, type FreezeOptions } from '../../core/suite/stored.ts';
import type { SuiteCase } from '../../core/suite/suite-case.ts';
import type { Decided } from '../../workflows/verdict.ts';

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The workflow of `evaluation-workflow.ts`, bundled into a file that a worker process can be given. */
export async function evaluationBundle(): Promise<{ code: string; file: string; remove: () => Promise<void> }> {
  const { code } = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('evaluation-workflow.ts', import.meta.url)), logger: quiet });
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-evaluation-'));
  const file = join(dir, 'workflows.js');
  await writeFile(file, code);
  return { code, file, remove: () => rm(dir, { recursive: true, force: true }) };
}

export type CaseOf = { question: string; expected?: string } & Partial<SuiteCase>;

/** Cases with the question as id, too. */
export const casesOf = (cases: readonly CaseOf[]): SuiteCase[] =>
  cases.map(({ question, ...more }) => ({ id: question, messages: [{ role: 'user', content: question }], expected: 'right', slices: {}, hard: false, fingerprint: '', ...more }));

export type EvaluatedAgent = {
  agent: string;
  championId: string;
  suite: (cases: readonly CaseOf[], options?: FreezeOptions) => Promise<string>;
  candidate: (model: string, more?: { datasetId?: string; systemPrompt?: string }) => Promise<string>;
  /** Evaluates candidates in a cycle of their own. */
  evaluate: (candidateIds: readonly string[]) => Promise<{ cycleId: string; result: () => Promise<Decided> }>;
};

/** An agent whose candidates exist already: the stages before evaluation are left out. Its name decides which cases are sealed or in reserve. */
export async function evaluatedAgent(scene: { pool: Pool; client: Client; taskQueue: string }, config: Record<string, object> = {}, agent = `evaluated-${randomUUID().slice(0, 8)}`): Promise<EvaluatedAgent> {
  const { pool, client, taskQueue } = scene;
  const parsed = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'champion' } }, annotate: { judge: 'judge' }, train: { base_model: 'base' },
    ...config, evaluate: { batch_size: 20, concurrency: 4, request_timeout: '20s', ...config['evaluate'] },
    // A busy machine makes either side slow.
    gate: { latency: { tolerated_ms: 60_000 }, ...config['gate'] },
  });
  await applyWithChampion(pool, parsed, 'test');
  const { rows } = await pool.query<{ id: string }>(`select candidate_id as id from aliases where agent = $1 and name = 'champion'`, [agent]);
  let cycles = 0;
  return {
    agent, championId: rows[0]!.id,
    async suite(cases, options) {
      const frozen = freezeSuite(agent, casesOf(cases), options);
      await storeSuite(pool, { ...frozen, agent, name: 'test' });
      return frozen.id;
    },
    candidate: (model, more = {}) =>
      registerCandidate(pool, { agent, model, baseModel: null, systemPrompt: more.systemPrompt ?? null, examples: [], datasetId: more.datasetId ?? null, trainingKey: null, cycleId: null }),
    async evaluate(candidateIds) {
      const cycleId = `flywheel/${agent}/manual-${++cycles}`;
      await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'test', trigger: 'run', cutoff: new Date() });
      const handle = await client.workflow.start('evaluation', { workflowId: cycleId, taskQueue, args: [agent, cycleId, [...candidateIds]] });
      return { cycleId, result: () => handle.result() as Promise<Decided> };
    },
  };
}
