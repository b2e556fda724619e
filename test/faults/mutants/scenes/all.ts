import { SCENES_OF_ACCOUNTS } from './accounts.ts';
import { SCENES_OF_FAULTS } from './faults.ts';
import { SCENES_OF_PEOPLE } from './people.ts';
import { SCENES_OF_REFUSALS } from './refusals.ts';
import type { Scene } from './scene.ts';

/** The cheap ones first. */
export const SCENES: readonly Scene[] = [
  ...SCENES_OF_PEOPLE,
  ...SCENES_OF_REFUSALS,
  ...SCENES_OF_ACCOUNTS,
  ...SCENES_OF_FAULTS,
];
