import { describe, expect, it } from 'vitest';
import { SCENES } from './scenes/all.ts';

describe('the product as it is keeps every rule', () => {
  // That the process dies at any call is played by the singles.
  it.each(SCENES.filter(({ name }) => !name.startsWith('the process dies')))(
    'in $name',
    { timeout: 60_000 },
    async (scene) => {
      for await (const { what, problems } of scene.runs()) expect(problems, what).toEqual([]);
    },
  );
});
