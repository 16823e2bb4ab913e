import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';

/** Ids whose shape tells the service: Feishu, WeCom, DingTalk. */
const shapes = [
  String.raw`(?:ou|on|oc|om|cli)_[a-z0-9]{16,64}`,
  String.raw`w[mo][A-Za-z0-9_-]{30}`,
  String.raw`cid[A-Za-z0-9+/]{20,60}={1,2}`,
  String.raw`ding[a-z0-9]{16,40}`,
  String.raw`\$:LWCP_v1:\$[A-Za-z0-9+/=]{8,80}`,
];
const shaped = new RegExp(String.raw`(?<![A-Za-z0-9_-])(?:${shapes.join('|')})(?![A-Za-z0-9_])`, 'dg');

/** "women-in-computing-to-decline-22": words and numbers with dashes between, as in addresses of pages. */
const slug = /^[a-z]+(?:[-_](?:[a-z]+|\d+)){2,}$/;

/** Ids of people and chats in messengers. A word without a digit ("downloading_and_…") is none. */
export const openId: Detector = {
  name: 'open_id',
  category: 'OPEN_ID',
  mayHold: (text, { digits }) => digits > 0 && /(?:o[uncm]|cli)_[a-z0-9]{16}|w[mo][A-Za-z0-9_-]{30}|cid[A-Za-z0-9]|ding[a-z0-9]{16}|LWCP/.test(text),
  find: (text) => spansOf(text, shaped, (found) => /\d/.test(found) && !slug.test(found)),
};
