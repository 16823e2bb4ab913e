export const textStatNames = [
  'text_len', 'max_line_length', 'avg_line_length', 'alnum_ratio', 'special_char_ratio', 'lang', 'lang_score', 'num_words', 'stopwords_ratio', 'num_action', 'char_rep_ratio', 'word_rep_ratio',
] as const;
export type TextStatName = (typeof textStatNames)[number];
