import type { Story } from '../story/play.ts';

/** A story under one reading of what the documents leave open. */
export interface Reading extends Story {
  readonly name: string;
}

export const DEFAULT_READING: Reading = { name: 'default', setting: {} };
