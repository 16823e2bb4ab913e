import type { WayOfAnswering } from '../../core/candidate/answer.ts';
import type { Probed } from '../../core/candidate/prompt/confusions.ts';
import { examplesOf, type Demonstration } from '../../core/candidate/prompt/demonstration.ts';
import { firstTrials, laterTrials, type Trial } from '../../core/candidate/prompt/trials.ts';
import { shuffled } from '../../core/random/seeded-draw.ts';
import type { Turn } from '../../sandbox/traffic/support-traffic.ts';
import { accuracy, ask, difference, four, wayOf, type Scene } from './scene.ts';

const maxExamples = 154;
const [poolRows, validationRows, probes, testRows] = [1_500, 200, 150, 1_000];
const limits = { trials: 3, maxExamples };

/** A prompt for a model that was never trained: as it is, with demonstrations drawn at random, and with those that a search has found. */
export async function promptWithoutTraining(scene: Scene): Promise<void> {
  const { seed, training } = scene;
  const pool = training.slice(0, poolRows).map(({ text, reply, intent }, index): Demonstration => ({ id: String(index).padStart(5, '0'), intent, question: text, reply }));
  const validation = training.slice(poolRows, poolRows + validationRows);
  const test = shuffled(scene.test, 1, 'test').slice(0, testRows);
  const showing = (shown: readonly Demonstration[]): WayOfAnswering => ({ ...wayOf('sandbox-large'), examples: examplesOf(shown) });
  const right = async (way: WayOfAnswering, turns: readonly Turn[]): Promise<number> => (await ask(scene, way, turns)).filter((answer) => answer.right).length;

  let best: { trial: Trial; right: number } | undefined;
  const tryAll = async (trials: readonly Trial[]): Promise<void> => {
    for (const trial of trials) {
      const scored = { trial, right: await right(showing(trial.shown), validation) };
      if (!best || scored.right > best.right) best = scored;
    }
  };
  await tryAll(firstTrials(pool, { ...limits, seed }));
  const first = best!;
  const turns = shuffled(pool.filter((one) => !first.trial.shown.includes(one)), seed, 'probe').slice(0, probes);
  const answers = await ask(scene, showing(first.trial.shown), turns.map(({ question, reply, intent }) => ({ text: question, reply, intent })));
  const intents = new Set(pool.map(({ intent }) => intent));
  const probed = turns.map((one, index): Probed => ({ ...one, passed: answers[index]!.right, answeredAs: intents.has(answers[index]!.text) ? answers[index]!.text : undefined }));
  await tryAll(laterTrials(pool, first.trial.shown, probed, { ...limits, seed: seed + 1_000 }));

  const ways = [wayOf('sandbox-large'), showing(shuffled(pool, seed, 'random').slice(0, maxExamples)), showing(first.trial.shown), showing(best!.trial.shown)];
  const [asIs, random, spread, found] = [await ask(scene, ways[0]!, test), await ask(scene, ways[1]!, test), await ask(scene, ways[2]!, test), await ask(scene, ways[3]!, test)];
  scene.print(
    `as it is ${four(accuracy(asIs))}, ${maxExamples} at random ${four(accuracy(random))}, spread ${four(accuracy(spread))}, found ${four(accuracy(found))} by ${best!.trial.recipe} ` +
      `with ${best!.trial.shown.length}: ${difference(asIs, found)} over as it is, ${difference(random, found)} over random`,
  );
}
