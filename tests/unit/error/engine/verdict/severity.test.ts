import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DiagnosisCode } from '../../../../../core/failure.ts';
import type { IssueSeverity } from '../../../../../core/issue.ts';
import { isSetToLess, severityUnder, type Severities } from '../../../../../error/engine/verdict/severity.ts';

describe('how bad a failure is', () => {
  test.each<[string, Severities, DiagnosisCode, IssueSeverity | null, IssueSeverity]>([
    ['as its code is, where nothing was read or set', {}, 'disk-full', null, 'critical'],
    ['as was found', {}, 'check-failed', 'critical', 'critical'],
    ['as the settings say, whatever was found', { 'check-failed': 'info' }, 'check-failed', 'critical', 'info'],
    ['as the settings say where nothing was read', { bug: 'warning' }, 'bug', null, 'warning'],
    ['not as the settings say of another', { timeout: 'critical' }, 'network', 'error', 'error'],
  ])('is %s', (_, severities, code, found, severity) => {
    expect(severityUnder(severities, code, found)).toBe(severity);
  });
});

test.each<[string, Severities, DiagnosisCode, boolean]>([
  ['it is a warning by nature', {}, 'interrupted', false],
  ['the settings make it one', { timeout: 'warning' }, 'timeout', true],
  ['the settings make it worse', { timeout: 'critical' }, 'timeout', false],
])('the settings call it no error: where %s', (_, severities, code, isLess) => {
  expect(isSetToLess(severities, code)).toBe(isLess);
});

test('a configured severity is applied in one file', () => {
  const sources = ['core', 'error', 'config', 'adapters', 'interfaces'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(room, path)),
  );
  const applying = sources.filter((path) => /\bseverities\??\.?\[/.test(readFileSync(path, 'utf8')));
  expect(applying).toEqual(['error/engine/verdict/severity.ts']);
});
