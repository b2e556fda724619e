/**
 * The value of a calculation as a page writes it: `(30.4 × 6 + 8) × 0.05 / 10,000`, units left out.
 * @throws Error where it is not one
 */
export function calculated(calculation: string): number {
  const tokens = calculation.replaceAll(/(?<=\d),(?=\d{3})/g, '').match(/\d+(?:\.\d+)?|[()+×/]/g) ?? [];
  let at = 0;

  function sum(): number {
    let value = product();
    while (tokens[at] === '+') {
      at += 1;
      value += product();
    }
    return value;
  }

  function product(): number {
    let value = factor();
    while (tokens[at] === '×' || tokens[at] === '/') {
      const isTimes = tokens[at] === '×';
      at += 1;
      const next = factor();
      value = isTimes ? value * next : value / next;
    }
    return value;
  }

  function factor(): number {
    const token = tokens[at];
    at += 1;
    if (token !== '(') return Number(token);
    const value = sum();
    at += 1;
    return value;
  }

  const value = sum();
  if (Number.isNaN(value) || at !== tokens.length) throw new Error(`expected a calculation, got "${calculation}"`);
  return value;
}
