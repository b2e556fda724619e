/**
 * What would be unseen, or would change how the rest is read, in letters: control and format characters (bidirectional marks
 * among them), surrogates, and the two line ends of Unicode. A log line may hold anything.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).toUpperCase()}}`;
  });
}
