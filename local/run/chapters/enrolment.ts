import { keysInState, writeSecrets } from '../../subject.ts';
import { currentSecret } from '../current-secret.ts';
import type { Chapter } from './chapter.ts';

/** An operator writes the two secrets, and hands the key that was set by hand over to the rotation. */
export const enrolment: Chapter = {
  title: 'An operator writes the two secrets, and names the old key to be taken over',
  play: async ({ stack, subject }) => {
    writeSecrets(stack, subject, { takeOver: keysInState(stack, subject, 'active').map(({ id }) => id) });
    const { credentialsSecret, keySecret } = subject;
    return { kind: 'enrolled', secrets: [credentialsSecret, keySecret].map((name) => currentSecret(stack, name)) };
  },
};
