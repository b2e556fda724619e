import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const DECLARATION = /^(?:export )?class (\w+) extends (?:RotationError|EmnifyError|AwsError) \{\n(.*)$/gm;

it('states the name of every error in its class, since a bundle shortens the names of classes', () => {
  const declared = globSync('functions/**/*.ts').flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(DECLARATION),
  ]);

  expect(declared.length).toBeGreaterThan(20);
  for (const [, name, firstLine] of declared) expect(firstLine).toBe(`  static override readonly name = '${name}';`);
});
