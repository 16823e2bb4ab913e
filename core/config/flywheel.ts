import { z } from 'zod';
import { analyzeSchema } from '../analysis/config.ts';
import { annotateSchema } from '../annotation/config.ts';
import { balanceConfigSchema } from '../balancing/config.ts';
import { candidatesSchema } from '../candidate/config.ts';
import { feedbackSchema } from '../feedback/config.ts';
import { gatePolicySchema } from '../gate/policy.ts';
import { collectSchema, triggerSchema } from '../signals/config.ts';
import { suiteSchema } from '../suite/config.ts';
import { trainSchema } from '../training/config.ts';
import { candidateFaults } from './candidate-faults.ts';
import { evaluateSchema, releaseSchema } from './release.ts';
import { reportSchema } from './report.ts';
import { scheduleSchema } from './schedule.ts';

/** A DNS-like label: it stands in workflow ids, file names and URLs. */
export const agentNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'expected a name of a-z, 0-9 and -, at most 63 characters' });

const agentSchema = z.strictObject({
  name: agentNameSchema.describe('stands in every id; it never changes'),
  champion: z
    .strictObject({
      model: z.string().min(1).describe('the model that answers today'),
      system_prompt: z.string().default('').describe('its system prompt; training rows and evaluation use the same one'),
    })
    .describe('what serves on day 0; later champions come from releases'),
});

/** `flywheel.yaml`: one file per agent. Every section but the named models has defaults; unknown keys are errors. */
export const flywheelSchema = z.strictObject({
  agent: agentSchema,
  schedule: scheduleSchema.prefault({}).describe('when cycles start by themselves'),
  collect: collectSchema.prefault({}).describe('which interactions are bad cases'),
  analyze: analyzeSchema.prefault({}).describe('what is computed about every row of a log, and what makes it suspicious'),
  feedback: feedbackSchema.prefault({}).describe('how far what users say and do is believed'),
  trigger: triggerSchema.prefault({}).describe('when there is enough to learn from; `retrain` overrides it'),
  annotate: annotateSchema.describe('what is judged, by whom, for how much'),
  balance: balanceConfigSchema.prefault({}).describe('what the training set guarantees'),
  train: trainSchema.describe('how a candidate is made'),
  candidates: candidatesSchema.prefault({}).describe('what a cycle tries beside training, and what it chooses by before the gate'),
  suite: suiteSchema.prefault({}).describe('the frozen cases, and how long they are good for'),
  evaluate: evaluateSchema.prefault({}).describe('how champion and candidate are measured on the frozen suite'),
  gate: gatePolicySchema.prefault({}).describe('what a candidate must show'),
  release: releaseSchema.prefault({}).describe('who lets it out'),
  report: reportSchema.prefault({}).describe('the page that each cycle leaves'),
}).check(({ value, issues }) => {
  for (const { path, message } of candidateFaults(value)) issues.push({ code: 'custom', input: value, path, message });
});
export type FlywheelConfig = z.infer<typeof flywheelSchema>;
