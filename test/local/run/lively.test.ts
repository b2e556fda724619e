import { expect, it } from 'vitest';
import { chapters } from '../../../local/run/chapters/all.ts';
import { lively } from '../../../local/run/perform.ts';
import { play } from '../../../local/run/play.ts';
import { Stage } from '../../../local/run/stage.ts';
import { capturedOutput } from '../../shared/captured-output.ts';

it('a run with live progress tells every chapter in order, and keeps what functions log off the screen', async () => {
  const told: string[] = [];
  const screen = await capturedOutput(async () => {
    const stage = await Stage.set();
    const { ok } = await play(
      stage,
      lively((title) => told.push(title)),
    );
    await stage.close();
    expect(ok).toBe(true);
    expect(stage.output.lines.length).toBeGreaterThan(20);
  });

  expect(told).toEqual(chapters.map(({ title }) => title));
  for (const title of told) expect(screen).toContain(title);
  expect(screen).not.toContain('"level"');
}, 30_000);
