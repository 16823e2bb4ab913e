import { withoutCopyright } from '../clean/copyright.ts';
import { withoutHtml } from '../clean/html.ts';
import { dialogueOf } from '../interaction/dialogue/dialogue.ts';
import type { Exchange } from '../interaction/exchange/exchange.ts';
import { usageOf } from '../interaction/exchange/parsed-row.ts';
import { createTextMeasure } from '../text-stats/measure.ts';
import { summariseTools } from '../tools/summary.ts';
import type { AnalyzeConfig } from './config.ts';
import { llmFields } from './llm-fields.ts';
import type { OperatorName } from './operator-names.ts';
import type { AnalyzedRow } from './row.ts';

/** A row while it is being computed. */
export type Draft = Pick<AnalyzedRow, 'columns' | 'text' | 'dialog_history' | 'query' | 'response' | 'meta' | 'stats'> & { exchange: Exchange };

export type Operator = {
  name: OperatorName;
  /** Fields of the row; `exchange` is the log's row in the terms of all formats. */
  reads: readonly string[];
  writes: readonly string[];
  /** Prepares what holds for all rows; the function that it returns writes into the draft and nowhere else. */
  create: (config: AnalyzeConfig) => (draft: Draft) => void;
};

/** Every operator, in order: what one reads an earlier one wrote. A new one is one entry. */
export const operators: readonly Operator[] = [
  {
    name: 'lineage',
    reads: ['exchange'],
    writes: [
      'meta.agent_request_model', 'meta.agent_pt', 'meta.agent_total_cost_time_ms', 'meta.agent_request_id', 'meta.agent_session_id', 'meta.agent_at',
      'meta.agent_turn_count', 'meta.agent_last_user_msg_idx', 'meta.agent_last_assistant_msg_idx', 'meta.agent_modalities', 'meta.agent_row_flags', 'meta.agent_reasoning_chars',
    ],
    create: () => ({ exchange, meta }) => {
      const { turns } = exchange;
      meta['agent_request_model'] = exchange.model ?? null;
      meta['agent_pt'] = exchange.pt ?? exchange.at?.toISOString().slice(0, 10) ?? null;
      meta['agent_total_cost_time_ms'] = exchange.latencyMs ?? null;
      meta['agent_request_id'] = exchange.id ?? null;
      meta['agent_session_id'] = exchange.session ?? null;
      meta['agent_at'] = exchange.at?.toISOString() ?? null;
      meta['agent_turn_count'] = turns.reduce((n, turn) => n + Number(turn.role === 'user'), 0);
      meta['agent_last_user_msg_idx'] = turns.findLastIndex((turn) => turn.role === 'user');
      meta['agent_last_assistant_msg_idx'] = turns.findLastIndex((turn) => turn.role === 'assistant');
      const thought = turns.reduce((n, turn) => n + (turn.reasoning?.length ?? 0), 0);
      if (thought > 0) meta['agent_reasoning_chars'] = thought;
      if (Object.keys(exchange.modalities).length > 0) meta['agent_modalities'] = exchange.modalities;
      if (exchange.flags.size > 0) meta['agent_row_flags'] = [...exchange.flags].sort();
    },
  },
  {
    name: 'dialogue',
    reads: ['exchange'],
    writes: ['text', 'dialog_history', 'query', 'response', 'meta.agent_reply_kind', 'meta.agent_dialog_history_compressed'],
    create: ({ normalise }) => (draft) => {
      const { history, text, query, response, replyKind, compressed } = dialogueOf(draft.exchange, normalise);
      Object.assign(draft, { dialog_history: history, text, query, response });
      draft.meta['agent_reply_kind'] = replyKind;
      draft.meta['agent_dialog_history_compressed'] = compressed;
    },
  },
  {
    name: 'clean',
    reads: ['text'],
    writes: ['text'],
    create: ({ clean }) => (draft) => {
      if (clean.html) draft.text = withoutHtml(draft.text);
      if (clean.copyright) draft.text = withoutCopyright(draft.text);
    },
  },
  {
    name: 'usage',
    reads: ['exchange'],
    writes: ['meta.prompt_tokens', 'meta.completion_tokens', 'meta.total_tokens'],
    create: () => ({ exchange, meta }) => {
      const tokens = usageOf(exchange);
      meta['prompt_tokens'] = tokens?.prompt ?? null;
      meta['completion_tokens'] = tokens?.completion ?? null;
      meta['total_tokens'] = tokens?.total ?? null;
    },
  },
  {
    name: 'tools',
    reads: ['exchange'],
    writes: [
      'meta.tool_success_count', 'meta.tool_fail_count', 'meta.tool_unknown_count', 'meta.tool_success_ratio', 'meta.tool_results',
      'meta.primary_tool_type', 'meta.dominant_tool_types', 'meta.agent_tool_types', 'meta.agent_skill_types',
    ],
    create: ({ dominant_tools }) => ({ exchange, meta }) => {
      const { success, fail, unknown, ratio, results, tools, skills, primary, dominant } = summariseTools(exchange.turns, dominant_tools);
      Object.assign(meta, {
        tool_success_count: success, tool_fail_count: fail, tool_unknown_count: unknown, tool_success_ratio: ratio, tool_results: results,
        primary_tool_type: primary, dominant_tool_types: dominant, agent_tool_types: tools, agent_skill_types: skills,
      });
    },
  },
  {
    name: 'text_stats',
    reads: ['text'],
    writes: ['stats.*'],
    create: ({ text_stats }) => {
      const measure = createTextMeasure(text_stats);
      return (draft) => { Object.assign(draft.stats, measure(draft.text)); };
    },
  },
  {
    name: 'llm_fields',
    reads: ['columns'],
    writes: ['meta.*'],
    create: () => ({ columns, meta }) => { Object.assign(meta, llmFields(columns)); },
  },
  {
    name: 'feedback',
    reads: ['exchange'],
    writes: ['meta.feedback_rating', 'meta.feedback_thumbs', 'meta.feedback_has_text'],
    create: () => ({ exchange: { feedback }, meta }) => {
      if (feedback === undefined) return;
      meta['feedback_rating'] = feedback.rating ?? null;
      meta['feedback_thumbs'] = feedback.thumbs ?? null;
      meta['feedback_has_text'] = feedback.text !== undefined || feedback.correction !== undefined;
    },
  },
];
