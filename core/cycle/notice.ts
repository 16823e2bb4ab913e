/** What a webhook is told about a release: ids and codes. */
export const noticeEvents = ['waiting', 'reminder', 'promoted', 'rejected', 'superseded', 'approval_timeout', 'rolled_back', 'cancelled', 'failed'] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

export type Notice = {
  /** The same in every attempt, so that a receiver can tell a repetition. */
  id: string;
  event: NoticeEvent;
  /** RFC 3339. */
  at: string;
  agent: string;
  candidateId: string;
  cycleId: string | null;
  /** Who decided; null where nobody did. */
  by: string | null;
};
