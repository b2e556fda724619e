import { currentSecret } from '../current-secret.ts';
import type { Chapter } from './chapter.ts';

export const secret: Chapter = {
  title: 'Reading the secret',
  play: async ({ stack, subject: { keySecret } }) => {
    const readWith = `aws secretsmanager get-secret-value --secret-id ${keySecret} --query SecretString --output text`;
    return { kind: 'secret', secret: { ...currentSecret(stack, keySecret), readWith } };
  },
};
