import { hashShare } from '../../student/hash.ts';

/** What people say for each other; the first that stands in a text is replaced, then the next one in the next wording. */
const synonyms: readonly (readonly string[])[] = [
  ['how do i', 'how can i', 'what do i do to', 'is there a way to'],
  ['i want to', 'i would like to', 'i need to', "i'm trying to"],
  ['where is', "what's the whereabouts of", 'can you locate'],
  ['when will', 'how soon will', 'on which day will'],
  ['why is', 'how come', 'for what reason is'],
  ['can i', 'am i able to', 'is it possible to', 'may i'],
  ['what is', "what's", 'tell me about'],
  ['does not work', "doesn't work", 'is not working', 'has stopped working'],
  ['my', 'the'],
  ['change', 'update', 'modify'],
  ['cancel', 'call off', 'stop'],
  ['buy', 'purchase', 'get'],
  ['money', 'funds', 'cash'],
  ['card', 'bank card'],
  ['order', 'purchase'],
  ['broken', 'faulty', 'damaged'],
  ['help', 'assist'],
  ['arrive', 'get here', 'come'],
];

const openers = ['Hello, ', 'Hi there, ', 'A quick question: ', 'Please tell me, ', 'One more thing: '];
const closers = ['', ' Thanks.', ' Any idea?', ' Please help.', ' I could not find it.'];

/**
 * The question in other words, by a table of phrases: synonyms, openers and closers. A stand-in for a model that writes;
 * what it gives says the same and reads like it. The same question and number give the same wordings, each different.
 */
export function reword(question: string, count: number): string[] {
  const wordings = new Set<string>();
  for (let round = 0; wordings.size < count && round < 20 * count; round += 1) {
    const draw = (of: string): number => hashShare(`${of}/${round}/${question}`);
    let text = question;
    for (const group of synonyms) {
      if (draw(group[0]!) < 0.4) continue;
      text = text.replace(new RegExp(`\\b(?:${group.join('|')})\\b`, 'i'), (found) => {
        const others = group.filter((word) => word !== found.toLowerCase());
        return others[Math.floor(draw(`${group[0]}/which`) * others.length)]!;
      });
    }
    const opener = draw('opener') < 0.6 ? openers[Math.floor(draw('which opener') * openers.length)]! : '';
    const wording = `${opener}${text}${closers[Math.floor(draw('closer') * closers.length)]!}`;
    if (wording !== question) wordings.add(wording);
  }
  return [...wordings];
}
