/** The outward form of a reply: what can break whoever reads it, whatever it says. */
export type ReplyForm = {
  /** The whole reply is a JSON object or array. */
  json: boolean;
  /** It holds a fenced code block. */
  fenced: boolean;
  /** It declines to help. */
  refused: boolean;
  /** Nothing but white space, and no tool call. */
  empty: boolean;
  /** Written in another language than the user's, where nobody asked for that. */
  otherLanguage: boolean;
};

export const replyForms = ['json', 'fenced', 'refused', 'empty', 'otherLanguage'] as const satisfies readonly (keyof ReplyForm)[];
