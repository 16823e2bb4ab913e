import type { AnalyzeConfig } from '../../core/analysis/config.ts';
import type { CohortField } from '../../core/cohorts/cohort.ts';
import type { Calibration } from '../../core/signals/calibration.ts';
import type { Language } from '../../core/signals/reason-text.ts';

export const outputFormats = ['flywheel', 'data-juicer'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** What every worker needs to know; plain data. */
export type AnalysisOptions = {
  config: AnalyzeConfig;
  calibration: Calibration | null;
  format: OutputFormat;
  /** Of the report; `auto`: see `chooseLanguage`. */
  language: Language | 'auto';
  cohortBy: readonly CohortField[];
};

/** The groupings that are counted: the asked one, and model by date for the report, which stands last. */
export const groupingsOf = ({ cohortBy }: Pick<AnalysisOptions, 'cohortBy'>): CohortField[][] => {
  const asked = [...cohortBy];
  return asked.join() === 'model,pt' ? [asked] : [asked, ['model', 'pt']];
};
