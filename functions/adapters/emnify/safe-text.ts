const MAX_LENGTH = 200;

/** What is looked at: each piece of each secret is searched in it, and a broken server may send a megabyte. */
const MAX_READ = 2_000;

/**
 * A text of the vendor's that is fit for logs although the server may have echoed what it was sent: short, one line, without long
 * words (tokens, seeds) and long numbers (codes), and withheld as a whole where any part of a sent secret is in it.
 */
export function safeText(said: string, secrets: readonly string[]): string {
  const text = said.slice(0, MAX_READ);
  if (secrets.some((secret) => repeats(text, secret))) return '[withheld: it repeats part of a secret]';
  const line = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/[\w+/=.-]{20,}/g, '[…]')
    .replace(/\d{6,}/g, '[…]')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

/** The vendor's `error_token`: a word in CamelCase. Anything else is not passed on. */
export function safeToken(token: string, secrets: readonly string[]): string | undefined {
  const isWord = /^(?=.*[a-z])[A-Za-z]{3,40}$/.test(token);
  return isWord && !secrets.some((secret) => repeats(token, secret)) ? token : undefined;
}

/** Whether a piece of the secret is in the text, whatever the case and the marks between. */
function repeats(text: string, secret: string): boolean {
  return hasPiece(text.toLowerCase(), secret.toLowerCase()) || hasPiece(flat(text), flat(secret));
}

function flat(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function hasPiece(text: string, secret: string): boolean {
  // A short secret is given away by four of its characters; in a long one, four meet ordinary words by chance.
  const size = secret.length <= 8 ? Math.min(4, secret.length) : 6;
  if (size === 0) return false;
  for (let at = 0; at + size <= secret.length; at++) {
    if (text.includes(secret.slice(at, at + size))) return true;
  }
  return false;
}
