/** More says no more to whoever has to correct it, and a value of a megabyte may have a hundred thousand faults. */
const MOST_SENTENCES = 5;

/** The first few of what is wrong, and how many more there are. */
export function listed(sentences: readonly string[]): string {
  const more = sentences.length - MOST_SENTENCES;
  const told = sentences.slice(0, MOST_SENTENCES).join('; ');
  return more > 0 ? `${told}; and ${more} more` : told;
}

/**
 * Words that somebody else chose, as they may stand in a sentence: on one line, without control characters.
 * @param longest characters; a name by default
 */
export function asLine(text: string, longest = 128): string {
  return text.slice(0, longest).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}
