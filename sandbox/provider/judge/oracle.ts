import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { answersTo, type Candidate } from '../../student/answer.ts';
import { loadModel } from '../../student/model-file.ts';
import type { StudentModel } from '../../student/model.ts';
import { normaliseText } from '../../student/features.ts';
import type { Answer } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { startTraining, type Training } from '../training/start-training.ts';

/** What the judge knows: the answer key, and a student trained on all of it. */
export type Knowledge = {
  /** The key's answer to a text; undefined when the text is not in it. */
  answerTo(text: string): Answer | undefined;
  intentOf(reply: string): string | undefined;
  /** The student's replies to a text, likeliest first. */
  guesses(text: string): Candidate[];
};

export type Oracle = {
  /** Trains the student when it is first needed, in a thread; later calls get what is there. */
  knowledge(): Promise<Knowledge>;
  close(): Promise<void>;
};

const oracleSeed = 7;

/** The judge's knowledge follows the answer key of the store: after the key is replaced it is built anew. */
export function openOracle(store: Store): Oracle {
  let builtFor: readonly Answer[] | undefined;
  let built: Promise<Knowledge> | undefined;
  // More than one only while the key is replaced in the middle of a training.
  const trainings = new Set<Training>();

  async function modelOf(answers: readonly Answer[]): Promise<StudentModel | undefined> {
    if (answers.length === 0) return undefined;
    const hash = createHash('sha256').update(JSON.stringify(answers)).digest('hex').slice(0, 16);
    const path = store.oraclePath(hash);
    const known = await access(path).then(() => true, () => false);
    if (!known) {
      const examples = answers.map(({ prompt, reply }) => ({ text: prompt, reply }));
      const base = { base: 'large' } as const;
      const training = startTraining({ from: base, examples, validation: [], options: { seed: oracleSeed }, out: path });
      trainings.add(training);
      await training.finished.finally(() => trainings.delete(training));
    }
    return loadModel(path);
  }

  return {
    knowledge() {
      const answers = store.answers();
      if (built === undefined || builtFor !== answers) {
        builtFor = answers;
        const building = modelOf(answers).then((model) => knowledgeOf(answers, model));
        built = building;
        // A failed training is tried again by the next call.
        building.catch(() => {
          if (built === building) built = undefined;
        });
      }
      return built;
    },
    async close() {
      await Promise.all(Array.from(trainings, (training) => training.stop()));
    },
  };
}

function knowledgeOf(answers: readonly Answer[], model: StudentModel | undefined): Knowledge {
  const byPrompt = new Map(answers.map((answer) => [normaliseText(answer.prompt), answer]));
  const intents = new Map(answers.map(({ reply, intent }) => [reply, intent]));
  return {
    answerTo: (text) => byPrompt.get(normaliseText(text)),
    intentOf: (reply) => intents.get(reply),
    guesses: (text) => (model === undefined ? [] : answersTo(model, text)),
  };
}
