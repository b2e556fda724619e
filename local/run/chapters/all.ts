import { audit } from './audit.ts';
import type { Chapter } from './chapter.ts';
import { enrolment } from './enrolment.ts';
import { broken, mended } from './mishap.ts';
import { firstRotation, rotationAgain } from './rotation.ts';
import { secret } from './secret.ts';
import { dailyRun, retirement, scheduledRotation } from './time.ts';
import { after, before } from './user.ts';

/** The story in its order. */
export const chapters: readonly Chapter[] = [
  before,
  enrolment,
  firstRotation,
  rotationAgain,
  dailyRun,
  retirement,
  scheduledRotation,
  broken,
  mended,
  audit,
  after,
  secret,
];
