export type Tone = 'complaint' | 'praise';

const complaint =
  /\b(?:wrong|incorrect|useless|terrible|awful|broken|not what i (?:asked|meant|wanted)|(?:does|did|do|is|was)(?:n't|n’t| not) (?:work|help|right|correct|true|answer)|not (?:helpful|useful|right|correct|true)|made (?:it|that|this) up|waste of time|misleading|nonsense)\b|不对|错了|答非所问|没用|没有用|不准确|胡说|不行|太差|没有?解决|没帮|不是我(?:要|想|问)/iu;
const praise = /\b(?:thanks|thank you|great|perfect|excellent|very helpful|solved|exactly what|spot on|well done)\b|谢谢|感谢|很好|完美|太棒|解决了|有帮助|很准确/iu;
const taken = /\bnot? (?:great|perfect|excellent|very helpful|solved|exactly)|不(?:是)?(?:很好|完美|太棒|很准确)|没有?(?:解决了|有帮助|帮助)|no thanks/iu;

/**
 * The tone of what a user wrote, by a short list of phrases: it finds plain words of complaint or praise in English and Chinese, and
 * no irony. Where both stand there, the complaint counts.
 */
export function toneOf(text: string): Tone | undefined {
  const read = text.slice(0, 2_000);
  if (complaint.test(read) || taken.test(read)) return 'complaint';
  return praise.test(read) ? 'praise' : undefined;
}
