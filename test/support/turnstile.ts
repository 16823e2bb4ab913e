import { once } from 'node:events';
import pg from 'pg';
import type { Pool } from '../../adapters/store/database.ts';

/**
 * Every write of a test's database passes a turnstile; it waits there while the test holds that turnstile. So a
 * process can be killed exactly before a write, with the write still on its way in the database: when the
 * turnstile turns again, the dead process' statement is carried out beside those of whoever came after it.
 */
const turnstileSql = `
  create function turnstile() returns trigger language plpgsql as $$
  declare
    now_ jsonb := to_jsonb(new);
    before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
    whose text := coalesce(now_->>'agent', nullif(split_part(now_->>'cycle_id', '/', 2), ''), (select agent from candidates where id = now_->>'candidate_id'));
    changed text;
  begin
    if tg_op = 'INSERT' then
      perform pg_advisory_xact_lock_shared(hashtextextended(whose || '/' || tg_table_name, 0));
    else
      for changed in select key from jsonb_each(now_) as pair(key, value) where value is distinct from before->key order by key loop
        perform pg_advisory_xact_lock_shared(hashtextextended(whose || '/' || tg_table_name || '.' || changed, 0));
      end loop;
    end if;
    return new;
  end $$`;

const tables = ['interactions', 'signals', 'annotations', 'samples', 'datasets', 'training_jobs', 'candidates', 'results', 'decisions', 'audit', 'cycle_stages', 'releases', 'aliases', 'reports'];

export async function installTurnstiles(pool: Pool): Promise<void> {
  await pool.query(turnstileSql);
  for (const table of tables) await pool.query(`create trigger turnstile before insert or update on ${table} for each row execute function turnstile()`);
}

export type Turnstile = {
  /** Somebody waits here now. */
  reached: () => Promise<void>;
  letGo: () => Promise<void>;
  /** Ends the connections that wait here: their writes are lost. */
  discard: () => Promise<void>;
};

/** @param point `table` for its inserts, `table.column` for updates that change the column */
export async function holdTurnstile(databaseUrl: string, agent: string, point: string): Promise<Turnstile> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A test that failed leaves it to the end of its database.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`${agent}/${point}`]);
  const waiting = async (): Promise<number[]> => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and not granted
         and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)`,
      [`${agent}/${point}`],
    );
    return rows.map(({ pid }) => pid);
  };
  return {
    async reached() {
      while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async letGo() {
      const ended = once(client, 'end');
      await client.end();
      await ended;
    },
    async discard() {
      for (const pid of await waiting()) await client.query('select pg_terminate_backend($1)', [pid]);
    },
  };
}
