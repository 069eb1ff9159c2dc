/** Writes every generated file of the repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configValidator, toolValidator } from './config-validator.ts';
import { REGISTRY_PATH, registryOf, TEMPLATE_PATH, templateOf } from './generate-plugins.ts';
import { MODULES, moduleCode } from './masking-modules.ts';
import { CONFORMANCE_PAGE, withConformance } from './conformance-table.ts';
import { RULES_PAGE, withRules } from './rules-table.ts';
import { workstreamValidator } from './workstream-validator.ts';

for (const kind of ['validator', 'faults'] as const) {
  writeFileSync(new URL(`../schema/generated/workstream-${kind}.js`, import.meta.url), workstreamValidator(kind));
}

writeFileSync(new URL('../schema/generated/config-faults.js', import.meta.url), configValidator());
writeFileSync(new URL('../schema/generated/tool-faults.js', import.meta.url), toolValidator());

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(join(root, REGISTRY_PATH), registryOf(root));
writeFileSync(join(root, TEMPLATE_PATH), templateOf(root));
// It reads profiles by the validator that was written above.
const { shippedTools, SHIPPED_TOOLS } = await import('./shipped-tools.ts');
writeFileSync(join(root, SHIPPED_TOOLS), await shippedTools(root));
const { shippedPrices, SHIPPED_PRICES } = await import('./shipped-prices.ts');
writeFileSync(join(root, SHIPPED_PRICES), await shippedPrices(root));
writeFileSync(join(root, RULES_PAGE), withRules(readFileSync(join(root, RULES_PAGE), 'utf8')));
writeFileSync(join(root, CONFORMANCE_PAGE), withConformance(readFileSync(join(root, CONFORMANCE_PAGE), 'utf8')));
for (const { name, text, code } of MODULES) {
  const [written, made] = [text, code].map((path) => readFileSync(join(root, path), 'utf8'));
  writeFileSync(join(root, code), moduleCode(name, written ?? '', made ?? ''));
}
// Of routes that import what was written above.
const { openApi, OPEN_API } = await import('./open-api.ts');
writeFileSync(join(root, OPEN_API), openApi(root));
const { pageTypes, PAGE_TYPES } = await import('./page-types.ts');
writeFileSync(join(root, PAGE_TYPES), await pageTypes(root));
