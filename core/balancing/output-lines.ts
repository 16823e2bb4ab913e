import type { Message } from '../interaction/message.ts';
import { datasetId, fileOrder, type ManifestRow } from './manifest.ts';
import { preferenceLine } from './preference-pair.ts';

/** What a candidate is written out as. */
export type Content = { messages: readonly Message[]; rejected?: string };

/** Owner of datasets that are made from files. */
const files = 'file';

export const fileDatasetId = (manifest: readonly ManifestRow[]): string => datasetId(files, manifest.filter(({ split }) => split === 'train'));

/** The lines of a split's file: `{messages, weight?}`, one a copy, in an order that the dataset alone decides. */
export function* splitLines(manifest: readonly ManifestRow[], split: 'train' | 'val' | 'test', contents: ReadonlyMap<string, Content>): Generator<string> {
  const rows = manifest.filter((row) => row.split === split);
  const lines = new Map(rows.map(({ id, weight }) => [id, lineOf(contents.get(id)!, weight)]));
  for (const id of fileOrder(fileDatasetId(manifest), rows)) yield lines.get(id)!;
}

/** Preference pairs of the rows that train and correct a bad reply, by id. */
export function* pairLines(manifest: readonly ManifestRow[], contents: ReadonlyMap<string, Content>): Generator<string> {
  for (const { id, split } of manifest) {
    const { messages, rejected } = contents.get(id)!;
    if (split !== 'train' || rejected === undefined) continue;
    const line = preferenceLine(messages.slice(0, -1), messages.at(-1)?.content ?? '', rejected);
    if (line !== undefined) yield line;
  }
}

const lineOf = ({ messages }: Content, weight: number): string => `${JSON.stringify(weight === 1 ? { messages } : { messages, weight })}\n`;
