import { expect, test } from 'vitest';
import {
  bindsIn,
  isOtherScript,
  languages,
  weighText,
  wordingOf,
} from '../../../../specifications/content/languages.ts';
import { findOwnProblem, readWording } from '../../../../specifications/content/own-settings.ts';

test('a project reads the words of the languages that it names, and its own', () => {
  const { steps, must } = readWording({ ws: { language: ['de'], keywords: { when: 'sobald', must: ['ist zu'] } } });
  expect([steps.get('wenn'), steps.get('sobald'), steps.get('when'), steps.get('当')]).toEqual([
    'WHEN',
    'WHEN',
    'WHEN',
    undefined,
  ]);
  expect(must).toContain('ist zu');
});

test.each([
  [{ ws: { language: 'xx' } }, ['ws', 'language']],
  [{ ws: { keywords: { whenever: 'x' } } }, ['ws', 'keywords', 'whenever']],
  [{ ws: { keywords: { when: 3 } } }, ['ws', 'keywords', 'when']],
  [{ ws: { keywords: 'x' } }, ['ws', 'keywords']],
])('%j is refused at its place', (settings, path) => {
  expect(findOwnProblem(settings)?.path).toEqual(path);
});

test('a word that binds is a word of its own, but where words have no spaces', () => {
  const of = (code: string): ReturnType<typeof wordingOf> => wordingOf([languages.get(code) ?? {}]);
  expect(bindsIn('Das System muss es tun.', of('de'))).toBe(true);
  expect(bindsIn('Die Muse.', of('de'))).toBe(false);
  expect(bindsIn('系统必须记录事件。', of('zh'))).toBe(true);
});

test('other scripts are told by most of their letters, code aside, and weigh more', () => {
  expect(isOtherScript('系统 `record()` 事件')).toBe(true);
  expect(isOtherScript('The system records 事件')).toBe(false);
  expect(weighText('事件')).toBe(6);
});
