/** Prints a validation as SARIF 2.1.0, which code scanning services read. */
import type { Json } from '../../../../core/json.ts';
import { rules } from '../rules/profiles.ts';
import type { Finding } from '../finding.ts';
import type { Level } from '../rules/rule.ts';
import type { Validation } from '../validate.ts';

const levels: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };

const regionFix = ({ file, fix }: Finding): readonly Json[] =>
  fix === null
    ? []
    : [
        {
          description: { text: fix.title },
          artifactChanges: [
            {
              artifactLocation: { uri: encodeURI(file) },
              replacements: fix.edits.map(({ line, column, endColumn, text }) => ({
                deletedRegion: { startLine: line, startColumn: column, endLine: line, endColumn },
                insertedContent: { text },
              })),
            },
          ],
        },
      ];

/** A SARIF log with one run. Only rules that were broken are listed in it. */
export const sarifReport = (validation: Validation, toolVersion: string): Json => {
  const findings = validation.items.flatMap((item) => item.findings);
  const broken = rules.filter((rule) => findings.some((finding) => finding.rule === rule.id));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ws spec validate',
            semanticVersion: toolVersion,
            rules: broken.map(({ id, title, why, fix }) => ({
              id,
              shortDescription: { text: title },
              fullDescription: { text: why },
              help: { text: fix },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: broken.findIndex((rule) => rule.id === finding.rule),
          level: levels[finding.level],
          message: { text: finding.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(finding.file) },
                region: { startLine: finding.line, startColumn: finding.column },
              },
            },
          ],
          ...(finding.fix === null ? {} : { fixes: regionFix(finding) }),
        })),
      },
    ],
  };
};
