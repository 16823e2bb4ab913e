import { parseArgs } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { faultsAfter, pause, pendingActivities, settled, startCycle, type Run } from '../test/support/crash-scene.ts';
import { prepareAgent } from '../test/support/served-agent.ts';
import { startStackScene } from '../test/support/stack-scene.ts';
import { startWorkerProcess, type WorkerProcess } from '../test/support/worker-process.ts';

/**
 * Evidence run: the worker is killed with SIGKILL at seeded random moments inside each stage, another one is started,
 * and everything is counted afterwards that a crash could double, lose or leave over. Prints a Markdown table.
 *
 *     node bench/crash.ts [--kills 5] [--seed 1] [--lanes 3]
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' }, lanes: { type: 'string', default: '3' } } });
const [kills, seed, lanes] = [Number(values.kills), Number(values.seed), Number(values.lanes)];

const stages: Record<string, readonly string[]> = {
  collect: ['openCycle', 'planCollection', 'collectShard', 'finishCollection'],
  annotate: ['planAnnotation', 'annotateBatch', 'finishAnnotation'],
  balance: ['buildDataset'],
  'train: submission': ['submitTraining'],
  'train: waiting': ['pollTraining'],
  'train: registration': ['registerCandidate'],
  evaluate: ['planEvaluation', 'evaluateBatch', 'summarise', 'finishEvaluation'],
  'release: gate': ['decide'],
  'release: promotion': ['openRelease', 'promote'],
};

/** Every write takes this long and every call to the provider that: wide enough to hit each of them. */
const writeMs = 100;
const callMs = 40;
/** A kill comes at a moment drawn from this long after its stage was first seen at work. */
const withinMs = 600;

const traffic = supportTraffic({ seed: 21, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

type Kill = { stage: string; agent: string; afterMs: number };
type Found = Kill & { outcome: string; died: string[]; faults: string[] };

const random = xoroshiro128plus(seed);
const plan: Kill[] = Object.keys(stages).flatMap((stage) =>
  Array.from({ length: kills }, (_, index) => ({ stage, agent: `${stage.replaceAll(/[^a-z]+/g, '-')}-${index}`, afterMs: uniformInt(random, 0, withinMs) })),
);

const scene = await startStackScene();
const found: Found[] = [];
try {
  await scene.answerKey(traffic);
  await slowWrites();
  await scene.faults({ latency_ms: callMs });
  const queue = plan.values();
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(queue, `crash-${lane}`)));
} finally {
  await scene.close();
}
process.stdout.write(table());
process.exitCode = found.some(({ outcome, faults }) => outcome !== 'promoted' || faults.length > 0) ? 1 : 0;

async function slowWrites(): Promise<void> {
  await scene.pool.query(`create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(${writeMs / 1_000}); return null; end $$`);
  for (const table of ['signals', 'samples', 'datasets', 'training_jobs', 'candidates', 'decisions', 'audit', 'releases', 'evaluations', 'cycle_stages', 'annotation_plan']) {
    await scene.pool.query(`create trigger slow before insert or update on ${table} for each statement execute function slow()`);
  }
}

/** One lane: a task queue with a worker of its own, one kill after the other. */
async function work(queue: Iterator<Kill>, taskQueue: string): Promise<void> {
  const env = { ...scene.stack.env, FLYWHEEL_TASK_QUEUE: taskQueue };
  let worker: WorkerProcess = await startWorkerProcess(env);
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const kill = next.value;
    await prepareAgent(scene.pool, kill.agent, { asked, suite, train: { poll_from: '300ms' } });
    const run = await startCycle({ ...scene, taskQueue }, kill.agent);
    await untilAtWork(run, stages[kill.stage] ?? []);
    await pause(kill.afterMs);
    await worker.kill();
    worker = await startWorkerProcess(env);
    const outcome = await settled(scene, run).catch((error: Error) => error.message);
    const faults = await faultsAfter(scene, run, { interactions: asked.length, cases: suite.length });
    found.push({ ...kill, outcome, faults, died: await diedIn(run) });
    process.stderr.write(`${found.length} of ${plan.length}: ${kill.stage} + ${kill.afterMs} ms: ${outcome}${faults.map((fault) => `; ${fault}`).join('')}\n`);
  }
  await worker.stop();
}

async function untilAtWork(run: Run, names: readonly string[]): Promise<void> {
  while (!(await pendingActivities(scene, run)).some(({ name }) => names.includes(name))) await pause(10);
}

/** The activities of which an attempt was lost with the worker. */
async function diedIn({ agent, cycleId }: Run): Promise<string[]> {
  const { rows } = await scene.pool.query<{ id: string }>('select id from releases where agent = $1', [agent]);
  const names: string[] = [];
  for (const id of [cycleId, ...rows.map((row) => row.id)]) {
    const { events } = await scene.client.workflow.getHandle(id).fetchHistory();
    const nameOf = new Map(events?.map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes?.activityType?.name ?? '']));
    for (const { activityTaskStartedEventAttributes: started } of events ?? []) {
      if (started?.lastFailure?.timeoutFailureInfo) names.push(nameOf.get(String(started.scheduledEventId)) ?? '');
    }
  }
  return names;
}

function table(): string {
  const rows = Object.keys(stages).map((stage) => {
    const ones = found.filter((one) => one.stage === stage);
    const died = Object.entries(Object.groupBy(ones.flatMap((one) => one.died), (name) => name)).map(([name, times]) => `${name} ${times?.length}`);
    const idle = ones.filter((one) => one.died.length === 0).length;
    const faults = ones.flatMap((one) => one.faults);
    const hit = [...died, ...(idle > 0 ? [`none at work ${idle}`] : [])].join(', ');
    return `| ${stage} | ${ones.length} | ${hit} | ${ones.filter(({ outcome }) => outcome === 'promoted').length} | ${faults.length === 0 ? 'none' : faults.join('; ')} |`;
  });
  return ['| killed inside | kills | attempts that died | cycles that ended promoted | doubled, lost or left over |', '|---|---:|---|---:|---|', ...rows, ''].join('\n');
}
