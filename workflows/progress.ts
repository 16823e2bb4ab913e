import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { Stage, Trigger } from '../core/cycle/stage.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const attributes = {
  agent: keyword('FlywheelAgent'),
  stage: keyword('FlywheelStage'),
  trigger: keyword('FlywheelTrigger'),
  verdict: keyword('FlywheelVerdict'),
  model: keyword('FlywheelModel'),
};

/** Sets what a list of runs can be filtered by. */
export function mark(values: Partial<Record<keyof typeof attributes, string>>): void {
  upsertSearchAttributes(Object.entries(values).map(([name, value]) => ({ key: attributes[name as keyof typeof attributes], value })));
}

export type StageRow = { stage: Stage; what: string; costUsd: number | null; startedMs: number; endedMs?: number };

/** The table that a person sees in the Temporal UI: counts, cost and time of each stage. It stays after the end. */
export class Progress {
  private readonly rows: StageRow[] = [];
  private last = '';

  constructor(agent: string, trigger: Trigger) {
    mark({ agent, trigger });
  }

  begin(stage: Stage): void {
    this.rows.push({ stage, what: 'running', costUsd: null, startedMs: Date.now() });
    mark({ stage });
    this.show();
  }

  note(what: string): void {
    const row = this.rows.at(-1);
    if (row) row.what = what;
    this.show();
  }

  finish(what: string, costUsd: number | null = null): void {
    const row = this.rows.at(-1);
    if (row) Object.assign(row, { what, costUsd, endedMs: Date.now() });
    this.show();
  }

  /** The line below the table: the box that shows it is short. */
  conclude(text: string, more = ''): void {
    this.last = `**${text}**${more && `\n\n${more}`}`;
    this.show();
  }

  private show(): void {
    const cells = this.rows.map(({ stage, what, costUsd, startedMs, endedMs }) => {
      const time = endedMs === undefined ? '' : `${((endedMs - startedMs) / 1_000).toFixed(1)} s`;
      return `| ${stage} | ${what} | ${costUsd === null ? '' : `$${costUsd.toFixed(4)}`} | ${time} |`;
    });
    const table = ['| stage | result | cost | time |', '|---|---|---:|---:|', ...cells].join('\n');
    setCurrentDetails(this.last ? `${table}\n\n${this.last}` : table);
  }
}
