import { annotateActivities } from './annotate.ts';
import { balanceActivities } from './balance.ts';
import { collectActivities } from './collect.ts';
import { cycleActivities } from './cycle.ts';
import type { Dependencies } from './dependencies.ts';
import { evaluateActivities } from './evaluate.ts';
import { guard } from './guard.ts';
import { planAnnotationActivities } from './plan-annotation.ts';
import { releaseActivities } from './release.ts';
import { trainActivities } from './train.ts';

/** Every activity, guarded: see `guard`. */
export function createActivities(dependencies: Dependencies) {
  return guard(
    {
      ...cycleActivities(dependencies),
      ...collectActivities(dependencies),
      ...planAnnotationActivities(dependencies),
      ...annotateActivities(dependencies),
      ...balanceActivities(dependencies),
      ...trainActivities(dependencies),
      ...evaluateActivities(dependencies),
      ...releaseActivities(dependencies),
    },
    dependencies,
  );
}

export type Activities = ReturnType<typeof createActivities>;
