/** Context of CDK itself has a namespace or is a cached look-up: `@aws-cdk/…`, `aws:cdk:…`, `availability-zones:account=…`. */
const OF_CDK = /[:@/]/;

/**
 * A sentence for each name in the context that is neither CDK's nor ours: most likely a slip of the pen, and a setting that
 * silently does not apply is worse than none.
 */
export function unknownNames(stated: readonly string[], known: readonly string[]): readonly string[] {
  return stated
    .filter((name) => !OF_CDK.test(name) && !known.includes(name))
    .map((name) => {
      const meant = known.find((other) => isNear(name.toLowerCase(), other.toLowerCase()));
      return `${name}: ${meant === undefined ? `expected one of ${known.join(', ')}` : `expected ${meant}`}`;
    });
}

/** Whether one slip (a character more, less or other, or two exchanged) or a cut end makes one of the other. */
function isNear(a: string, b: string): boolean {
  if (a === b || (a.length > 3 && b.startsWith(a)) || (b.length > 3 && a.startsWith(b))) return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const exchanged = `${restA[1] ?? ''}${restA[0] ?? ''}${restA.slice(2)}`;
  return [
    restA.slice(1) === restB,
    restA === restB.slice(1),
    restA.slice(1) === restB.slice(1),
    exchanged === restB,
  ].includes(true);
}
