import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Database } from './database.ts';

const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

export const reportHash = (html: string): string => `r-${createHash('sha256').update(html).digest('hex').slice(0, 32)}`;

/** Stores a page of a cycle under the hash of its bytes; the same page again changes nothing. */
export async function keepReport(db: Database, cycleId: string, language: string, html: string): Promise<string> {
  const hash = reportHash(html);
  await db.query('insert into reports (cycle_id, hash, language, html) values ($1, $2, $3, $4) on conflict do nothing', [cycleId, hash, language, await packed(html)]);
  return hash;
}

/** Hash of the newest page of a cycle: what somebody who decides now can have read. */
export async function latestReport(db: Database, cycleId: string): Promise<string | null> {
  const { rows } = await db.query<{ hash: string }>('select hash from reports where cycle_id = $1 order by at desc, hash limit 1', [cycleId]);
  return rows[0]?.hash ?? null;
}

/** The page as it was stored; the newest where no hash is given. */
export async function findReport(db: Database, cycleId: string, hash?: string): Promise<{ hash: string; language: string; html: string } | undefined> {
  const { rows } = await db.query<{ hash: string; language: string; html: Buffer }>(
    'select hash, language, html from reports where cycle_id = $1 and ($2::text is null or hash = $2) order by at desc, hash limit 1',
    [cycleId, hash ?? null],
  );
  const row = rows[0];
  return row && { ...row, html: (await unpacked(row.html)).toString('utf8') };
}
