const languages = 'english|french|german|spanish|italian|portuguese|dutch|chinese|mandarin|cantonese|japanese|korean|russian|arabic|hindi|thai|turkish|polish|ukrainian|vietnamese|indonesian|hebrew|greek|swedish|danish|norwegian|finnish|czech|hungarian|romanian|latin';

const asked = new RegExp(
  [
    String.raw`\b(?:translat\w{0,6}|traduc\w{0,6}|tradui\w{0,6}|übersetz\w{0,5})\b`,
    String.raw`\b(?:in|into|to|auf|en) (?:${languages}|anglais|français|allemand|espagnol|inglés|francés|alemán|englisch|deutsch|französisch)\b`,
    String.raw`\b(?:${languages})\b`,
    '翻译|译成|译为|翻成',
    '[英中日韩法德俄汉阿泰]语|[英中日韩法德俄]文|西班牙[语文]|葡萄牙[语文]|意大利[语文]',
    '英語|日本語|中国語|韓国語|フランス語|ドイツ語|翻訳|訳し',
    '영어|일본어|중국어|한국어|번역',
    'перевед|переведи|на английском|по-английски|на русском',
  ].join('|'),
  'iu',
);

/** Whether a question names a language or asks for a translation: then a reply in another language than its own may be what is wanted. */
export const asksForLanguage = (question: string): boolean => asked.test(question.slice(0, 20_000));
