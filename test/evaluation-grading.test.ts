import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../core/evaluation/fingerprint.ts';
import { expectationFault, grade, graderNames } from '../core/evaluation/grade.ts';
import { normaliseText } from '../core/evaluation/normalise.ts';

describe('graders', () => {
  test.each([
    ['exact', 'Paris', 'Paris', 1],
    ['exact', 'Paris ', 'Paris', 0],
    ['normalised', '  PARIS\n is\tnice ', 'paris is nice', 1],
    ['normalised', 'Ｐａｒｉｓ', 'paris', 1],
    ['normalised', 'Cafe\u0301', 'café', 1],
    ['normalised', 'cafe', 'café', 0],
    // Only the small j has a form with the caron in one character.
    ['normalised', 'J\u030c', '\u01f0', 1],
    ['contains', 'The capital is PARIS, of course.', 'paris', 1],
    ['contains', 'The capital is Lyon.', 'paris', 0],
    ['contains', 'anything', '', 0],
    ['contains', ' ', '', 1],
    ['json_equal', '{"a": 1, "b": [1, {"c": null}]}', '{"b":[1,{"c":null}],"a":1.0}', 1],
    ['json_equal', '{"a": 1}', '{"a": "1"}', 0],
    ['json_equal', '[1, 2]', '[2, 1]', 0],
    ['json_equal', '{}', '[]', 0],
    ['json_equal', '{"a": null}', '{}', 0],
    ['json_equal', '{"a": null}', '{"b": null}', 0],
    ['json_equal', 'null', '{}', 0],
    ['json_equal', '{"__proto__": 1}', '{"__proto__": 2}', 0],
    ['json_equal', '{"__proto__": {}}', '{"other": {}}', 0],
    ['json_equal', 'not JSON', 'not JSON', 0],
  ] as const)('%s: %j for %j scores %d', (name, reply, expected, score) => {
    expect(grade(name, reply, expected)).toBe(score);
  });

  test('give full marks to the expected text itself, and never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (reply, expected) => {
        for (const name of graderNames) {
          if (expectationFault(name, expected) !== undefined) continue;
          const score = grade(name, reply, expected);
          expect(score >= 0 && score <= 1, name).toBe(true);
        }
        for (const name of ['exact', 'normalised', 'contains', 'token_f1', 'gram_similarity'] as const) expect(grade(name, reply, reply)).toBe(1);
      }),
    );
  });

  test('json_equal finds any value equal to itself with its keys turned round', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, turned(inner)]));
    };
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(grade('json_equal', JSON.stringify(turned(JSON.parse(text))), text)).toBe(1);
      }),
    );
  });

  test('json_equal survives a reply nested deeper than the call stack', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect([0, 1]).toContain(grade('json_equal', deep, deep));
  });
});

describe('normalised text and fingerprint', () => {
  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
      }),
    );
  });

  test('normalising every single character twice changes nothing', () => {
    const unstable: number[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const once = normaliseText(String.fromCodePoint(code));
      if (normaliseText(once) !== once) unstable.push(code);
    }
    expect(unstable).toEqual([]);
  });

  test('is the SHA-256 of the normalised text', () => {
    // Oracle: printf 'where is my card?' | sha256sum
    expect(fingerprint('  Where is\u00a0my\nCARD? ')).toBe('e310733a693e0f48e61198db79b6e66e280e8e2d7fe3d6404b0295411caef3f5');
    expect(fingerprint('Where is my card!')).not.toBe(fingerprint('Where is my card?'));
  });
});
