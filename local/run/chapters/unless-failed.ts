import type { Chapter } from './chapter.ts';

/** A chapter that is left out where a rotation has failed that nobody broke: what it tells needs a key of ours. */
export function unlessFailed({ title, play }: Chapter): Chapter {
  return { title, play: async (stage) => (stage.hasFailed ? { kind: 'left-out' } : play(stage)) };
}
