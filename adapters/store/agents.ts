import { InputError } from '../../core/errors/input-error.ts';
import { flywheelSchema, type FlywheelConfig } from '../../core/config/flywheel.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import type { Database } from './database.ts';

export type AgentVersion = { agent: string; version: number; config: FlywheelConfig; appliedBy: string; appliedAt: Date };

/** Stores a configuration as the agent's next version; applying the same one again changes nothing. */
export async function applyAgent(db: Database, config: FlywheelConfig, appliedBy: string): Promise<{ version: number; changed: boolean }> {
  const agent = config.agent.name;
  await db.query('insert into agents (name) values ($1) on conflict do nothing', [agent]);
  // The row lock makes two simultaneous applies take two different versions.
  await db.query('select 1 from agents where name = $1 for update', [agent]);
  const latest = await findAgent(db, agent);
  if (latest && contentHash(latest.config) === contentHash(config)) return { version: latest.version, changed: false };
  const version = (latest?.version ?? 0) + 1;
  await db.query('insert into agent_versions (agent, version, config, applied_by) values ($1, $2, $3, $4)', [agent, version, JSON.stringify(config), appliedBy]);
  return { version, changed: true };
}

/** The newest version, or the one asked for. */
export async function findAgent(db: Database, agent: string, version?: number): Promise<AgentVersion | undefined> {
  const { rows } = await db.query<{ agent: string; version: number; config: unknown; applied_by: string; applied_at: Date }>(
    'select * from agent_versions where agent = $1 and ($2::int is null or version = $2) order by version desc limit 1',
    [agent, version ?? null],
  );
  const row = rows[0];
  // Parsed again, so that a version stored before a new setting existed has its default.
  return row && { agent: row.agent, version: row.version, config: flywheelSchema.parse(row.config), appliedBy: row.applied_by, appliedAt: row.applied_at };
}

/** @throws InputError when the agent was never applied */
export async function getAgent(db: Database, agent: string, version?: number): Promise<AgentVersion> {
  const found = await findAgent(db, agent, version);
  if (!found) throw new InputError({ field: 'agent', found: agent, expected: 'an applied agent (flywheel apply -f flywheel.yaml)' });
  return found;
}

export async function listAgents(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>('select name from agents order by name');
  return rows.map(({ name }) => name);
}
