import { annotateActivities } from './annotate.ts';
import { balanceActivities } from './balance.ts';
import { candidateActivities } from './candidates.ts';
import { collectActivities } from './collect.ts';
import { compareActivities } from './compare.ts';
import { cycleActivities } from './cycle.ts';
import { decideActivities } from './decide.ts';
import type { Dependencies } from './dependencies.ts';
import { evaluateActivities } from './evaluate.ts';
import { forgetActivities } from './forget.ts';
import { growSuiteActivities } from './grow-suite.ts';
import { guard } from './guard.ts';
import { paraphraseActivities } from './paraphrase.ts';
import { planAnnotationActivities } from './plan-annotation.ts';
import { promptSearchActivities } from './prompt-search.ts';
import { releaseActivities } from './release.ts';
import { reportActivities } from './report.ts';
import { rollbackActivities } from './rollback.ts';
import { routingActivities } from './routing.ts';
import { sweepActivities } from './sweep.ts';
import { trainActivities } from './train.ts';
import { verifyActivities } from './verify.ts';

/** Every activity, guarded: see `guard`. */
export function createActivities(dependencies: Dependencies) {
  return guard(
    {
      ...cycleActivities(dependencies),
      ...collectActivities(dependencies),
      ...planAnnotationActivities(dependencies),
      ...annotateActivities(dependencies),
      ...verifyActivities(dependencies),
      ...paraphraseActivities(dependencies),
      ...balanceActivities(dependencies),
      ...candidateActivities(dependencies),
      ...trainActivities(dependencies),
      ...sweepActivities(dependencies),
      ...promptSearchActivities(dependencies),
      ...routingActivities(dependencies),
      ...evaluateActivities(dependencies),
      ...compareActivities(dependencies),
      ...decideActivities(dependencies),
      ...growSuiteActivities(dependencies),
      ...releaseActivities(dependencies),
      ...rollbackActivities(dependencies),
      ...forgetActivities(dependencies),
      ...reportActivities(dependencies),
    },
    dependencies,
  );
}

export type Activities = ReturnType<typeof createActivities>;
