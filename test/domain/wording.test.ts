import { describe, expect, it } from 'vitest';
import { asLine, listed } from '../../functions/domain/wording.ts';

describe('a list of what is wrong', () => {
  it('tells five sentences in full', () => {
    expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a; b; c; d; e');
  });

  it('tells of more only how many they are', () => {
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a; b; c; d; e; and 1 more');
  });
});

describe('words of somebody else in a sentence of ours', () => {
  it('stand on one line: control characters and line ends in a row are one space', () => {
    expect(asLine('a\r\n\u001b\u2028\u2029b\u0000c')).toBe('a b c');
  });

  it('are cut to the length of a name, or to what is asked for', () => {
    expect(asLine('x'.repeat(129))).toBe('x'.repeat(128));
    expect(asLine('abc', 2)).toBe('ab');
  });
});
