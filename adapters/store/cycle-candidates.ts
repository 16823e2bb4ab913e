import type { Database } from './database.ts';

export type CandidateKind = 'training' | 'prompt' | 'routing';

export type CycleCandidate = {
  candidateId: string;
  kind: CandidateKind;
  /** False: registered, but not put before the gate. */
  gated: boolean;
  /** Numbers and codes: how it was found, what it did on the validation questions. */
  note: Record<string, unknown>;
};

/** Notes what a cycle made, or more about it: a runner-up may still be gated, notes add up. */
export async function addCycleCandidate(db: Database, cycleId: string, { candidateId, kind, gated, note }: CycleCandidate): Promise<void> {
  await db.query(
    `insert into cycle_candidates (cycle_id, candidate_id, kind, position, gated, note)
     values ($1, $2, $3, (select count(*) from cycle_candidates where cycle_id = $1), $4, $5)
     on conflict (cycle_id, candidate_id) do update set gated = cycle_candidates.gated or excluded.gated, note = cycle_candidates.note || excluded.note`,
    [cycleId, candidateId, kind, gated, JSON.stringify(note)],
  );
}

/** In the order in which they were made. */
export async function cycleCandidates(db: Database, cycleId: string): Promise<CycleCandidate[]> {
  const { rows } = await db.query<CycleCandidate>(
    `select candidate_id as "candidateId", kind, gated, note from cycle_candidates where cycle_id = $1 order by position, candidate_id`,
    [cycleId],
  );
  return rows;
}
