import { describe, expect, it } from 'vitest';
import { reasonToStop } from '../../../functions/domain/fleet/stop-rule.ts';

describe('a run', () => {
  it.each([
    { started: 4, failed: 4 },
    { started: 25, failed: 5 },
    { started: 100, failed: 20 },
    { started: 0, failed: 0 },
  ])('goes on where $failed of $started in a window failed', (window) => {
    expect(reasonToStop(window)).toBeUndefined();
  });

  it.each([
    { started: 5, failed: 5 },
    { started: 24, failed: 5 },
    { started: 100, failed: 21 },
  ])('stops where $failed of $started in a window failed', (window) => {
    expect(reasonToStop(window)).toContain(`${window.failed} of ${window.started}`);
  });
});
