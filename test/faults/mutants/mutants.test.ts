import { describe, expect, it } from 'vitest';
import { BUGS } from './bugs.ts';
import { patched } from './plant.ts';
import { SCENES } from './scenes/all.ts';

describe('the planted bugs', () => {
  it.each(BUGS)('$name: fits the product as it is now', ({ patches, scene }) => {
    for (const file of new Set(patches.map((patch) => patch.file))) {
      const mine = patches.filter((patch) => patch.file === file);
      expect(patched(file, mine)).not.toBe(patched(file, []));
    }
    expect(SCENES.map(({ name }) => name)).toContain(scene);
  });

  it('are told from each other by their names', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  });

  it('that no longer fit fail loudly', () => {
    const patch = { file: 'domain/keys.ts', find: 'no such text', replace: '' };
    expect(() => patched(patch.file, [patch])).toThrow('expected functions/domain/keys.ts to hold this exactly once');
  });
});
