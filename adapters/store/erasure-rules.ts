/**
 * What `forget` does about each column that can hold a text, by table. A column that is not here fails a test: whoever adds
 * one says what becomes of it, and teaches `erase-rows.ts` where that is not `none`.
 *
 * - `gone`: its row goes with the user's
 * - `scrubbed`: names that were the user's alone are replaced, entries that quote an erased case left out
 * - `unquoted`: what quotes the user is taken out, and the row says so
 * - `emptied`: the text goes, the row stays
 * - `none`: it holds no word of a user: ids of our own, codes, names of models, what operators wrote
 */
export type ErasureRule = 'gone' | 'scrubbed' | 'unquoted' | 'emptied' | 'none';

export const erasureRules: Readonly<Record<string, Partial<Record<ErasureRule, string>>>> = {
  agents: { none: 'name' },
  agent_versions: { none: 'agent config applied_by' },
  aliases: { none: 'agent name candidate_id' },
  analyses: { gone: 'tier session_tier stats', none: 'cycle_id' },
  annotation_plan: { gone: 'reason', scrubbed: 'detail', none: 'cycle_id skipped' },
  annotations: { gone: 'judge prompt_version status verdict error_type severity intent corrected_reply raw judgement fault', none: 'cycle_id judge_id' },
  answer_names: { none: 'model name' },
  answers: { gone: 'key model reply' },
  audit: { none: 'key agent action by why candidate_id previous_id cycle_id how evidence' },
  blocked: { none: 'hash' },
  calibrations: { none: 'cycle_id agent calibration' },
  candidates: { unquoted: 'system_prompt examples routing', none: 'id agent model base_model dataset_id training_key cycle_id artefact_hash code_version' },
  comparisons: { gone: 'key agent content judge prompt_version better error claimed_by', none: 'cycle_id' },
  corrections: { gone: 'reply source user_id status checks second_judge', none: 'cycle_id' },
  cycle_candidates: { scrubbed: 'note', none: 'cycle_id candidate_id kind' },
  cycle_stages: { scrubbed: 'counts', none: 'cycle_id stage' },
  cycles: { none: 'id agent run_id trigger stage verdict outcome reason started_by started_how' },
  dataset_rows: { gone: 'sample_id', none: 'dataset_id' },
  dataset_validation: { gone: 'sample_id', none: 'dataset_id' },
  datasets: { scrubbed: 'report', none: 'id agent cycle_id' },
  decisions: { scrubbed: 'evidence input', none: 'cycle_id agent champion_id candidate_id suite_id verdict reason_codes' },
  erasure_trainings: { none: 'erasure_id training_key status code' },
  erasures: { emptied: 'subject', none: 'id by why counts' },
  evaluations: { scrubbed: 'report summary', none: 'id candidate_id suite_id cycle_id settings' },
  failures: { emptied: 'detail', none: 'workflow_id activity type request_id' },
  feedback: { gone: 'agent key interaction_key thumbs text correction outcome user_id' },
  feedback_beliefs: { gone: 'evidence', none: 'cycle_id' },
  human_consensus: { gone: 'rubric label' },
  human_labels: { gone: 'agent rubric label annotator' },
  installation: { none: 'name value' },
  interactions: { gone: 'agent key session_id user_id model messages reply cycle_id' },
  judge_retests: { gone: 'verdict' },
  judges: { none: 'id model prompt_version settings' },
  leases: { none: 'agent cycle_id run_id' },
  ledger: { none: 'key agent cycle_id stage model' },
  migrations: { none: 'name' },
  orphaned_jobs: { none: 'trainer job_id training_key status' },
  paces: { none: 'key state' },
  pii_findings: { gone: 'judge prompt_version field category', none: 'cycle_id' },
  prompt_trials: { gone: 'system_prompt examples sample_ids', none: 'cycle_id model recipe' },
  releases: { none: 'id agent candidate_id cycle_id status decided_by why decided_how evidence runs' },
  remedies: { scrubbed: 'intent', none: 'cycle_id error_type remedy because' },
  reports: { gone: 'cycle_id hash language html' },
  results: { gone: 'candidate_id suite_id case_id reply model settings error cycle_id route tool_calls judged' },
  review_flags: { gone: 'rubric reason', none: 'cycle_id' },
  review_items: { gone: 'rubric part' },
  samples: { gone: 'id agent origin messages reply intent fingerprint status cycle_id contributor paraphrase_of' },
  search_answers: { gone: 'sample_id reply', none: 'way agent cycle_id' },
  signals: { gone: 'code detail weight', none: 'cycle_id' },
  spending: { none: 'cycle_id stage' },
  split_seals: { gone: 'agent key side reach' },
  suite_cases: { gone: 'suite_id case_id messages expected intent grader fingerprint part kind content case_group found_model tools', scrubbed: 'slices' },
  suite_looks: { none: 'key agent suite_id purpose candidate_id cycle_id by why' },
  suites: { none: 'id agent name family origin grown_in' },
  sweep_jobs: { none: 'cycle_id hyperparameters training_key candidate_id status' },
  training_events: { emptied: 'message', none: 'training_key id' },
  training_jobs: { emptied: 'file_id validation_file_id', none: 'key content_key agent cycle_id dataset_id trainer base_model hyperparameters owner provider_job_id status tuned_model error_code provider_status artefact_path artefact_hash warnings' },
  user_reliability: { gone: 'agent user_id' },
};
