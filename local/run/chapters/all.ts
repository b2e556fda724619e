import type { Chapter } from './chapter.ts';
import { enrolment } from './enrolment.ts';
import { firstRotation, rotationAgain } from './rotation.ts';
import { secret } from './secret.ts';
import { after, before } from './user.ts';

/** The story in its order. */
export const chapters: readonly Chapter[] = [before, enrolment, firstRotation, rotationAgain, after, secret];
