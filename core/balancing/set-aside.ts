import type { BalanceConfig } from './config.ts';
import type { BalanceRow, DropReason } from './plan.ts';
import { byNewest } from './row-order.ts';

/** What became of a row before sizes are looked at; undefined: it may train. */
export type Fate = DropReason | 'val' | 'test' | undefined;

/**
 * Sets aside what must not train, before anything is counted: rows that are too long or hold personal data, a
 * question that is held out elsewhere or whose near-twin is (`leak`), questions whose answers disagree
 * (`conflict`, all of them: nobody knows which is right), and repetitions (`duplicate`: the newest stays, of
 * equally new ones the one with the smallest id). One question with two replies disagrees; near-duplicates
 * disagree where their intents differ, since details may well ask for another reply. By place in `rows`.
 */
export function setAside(rows: readonly BalanceRow[], heldOut: ReadonlySet<string>, { max_tokens }: BalanceConfig): Fate[] {
  const fates: Fate[] = rows.map((row) => {
    if (row.tokens !== undefined && row.tokens > max_tokens) return 'too_long';
    if (row.exposed === true) return 'exposed';
    if (row.twin === true || row.side === 'blocked') return 'leak';
    return row.fingerprint !== undefined && heldOut.has(row.fingerprint) ? 'leak' : undefined;
  });
  const question = (row: BalanceRow): string | number | undefined => withContext(row.fingerprint, row);
  for (const asked of sharing(rows, fates, question)) {
    if (new Set(asked.map((member) => rows[member]!.reply)).size > 1) for (const member of asked) fates[member] = 'conflict';
    else dropRepetitions(rows, fates, asked);
  }
  for (const asked of sharing(rows, fates, (row) => withContext(row.cluster, row))) {
    for (const member of outvoted(rows, asked)) fates[member] = 'conflict';
    dropRepetitions(rows, fates, asked.filter((member) => fates[member] === undefined));
  }
  follow(rows, fates);
  return fates;
}

const withContext = (key: string | number | undefined, { context = '' }: BalanceRow): string | number | undefined =>
  key === undefined || context === '' ? key : `${key} ${context}`;

/** Places of rows without a fate that share a key, two or more each. */
function sharing(rows: readonly BalanceRow[], fates: readonly Fate[], keyOf: (row: BalanceRow) => string | number | undefined): number[][] {
  const seen = new Set<string | number>();
  const groups = new Map<string | number, number[]>();
  // Nearly all keys stand alone: one look-up finds that out, and only the others are gathered, in a second pass.
  for (let place = 0; place < rows.length; place += 1) {
    const key = fates[place] === undefined ? keyOf(rows[place]!) : undefined;
    if (key === undefined) continue;
    const known = seen.size;
    if (seen.add(key).size === known) groups.set(key, []);
  }
  if (groups.size === 0) return [];
  for (let place = 0; place < rows.length; place += 1) {
    const key = fates[place] === undefined ? keyOf(rows[place]!) : undefined;
    if (key !== undefined) groups.get(key)?.push(place);
  }
  return [...groups.values()];
}

/**
 * Members of a near-duplicate cluster whose intent is in doubt: none where all agree; the others where one intent
 * has nine tenths, so that one wrong label does not cost a whole family of questions; else all.
 */
function outvoted(rows: readonly BalanceRow[], members: readonly number[]): readonly number[] {
  const votes = new Map<string, number>();
  for (const member of members) votes.set(rows[member]!.intent, (votes.get(rows[member]!.intent) ?? 0) + 1);
  if (votes.size === 1) return [];
  for (const [intent, count] of votes) if (count >= 0.9 * members.length) return members.filter((member) => rows[member]!.intent !== intent);
  return members;
}

/** Of the members that ask for the same reply the newest stays. */
function dropRepetitions(rows: readonly BalanceRow[], fates: Fate[], members: readonly number[]): void {
  const said = new Set<string | undefined>();
  for (const member of members.toSorted((one, other) => byNewest(rows[one]!, rows[other]!))) {
    const { reply } = rows[member]!;
    if (said.has(reply)) fates[member] = 'duplicate';
    said.add(reply);
  }
}

/** Paraphrases share the fate of their original, except that they may stand for one that was said already. */
function follow(rows: readonly BalanceRow[], fates: Fate[]): void {
  for (const [place, { side }] of rows.entries()) if (side === 'val' || side === 'test') fates[place] ??= side;
  if (!rows.some(({ paraphraseOf }) => paraphraseOf !== undefined)) return;
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  for (const [place, { paraphraseOf }] of rows.entries()) {
    const original = places.get(paraphraseOf ?? '');
    if (original !== undefined && fates[original] !== 'duplicate') fates[place] ??= fates[original];
  }
}
