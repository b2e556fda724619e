import { userFacts } from '../user-facts.ts';
import type { Chapter } from './chapter.ts';

export const before: Chapter = {
  title: 'The user before',
  play: async ({ stack, subject }) => ({ kind: 'before', user: userFacts(stack, subject) }),
};

export const after: Chapter = {
  title: 'The user after',
  play: async ({ stack, subject }) => ({ kind: 'after', user: userFacts(stack, subject) }),
};
