/** `{{ User }}`, `{{ automation:EXECUTION_ID }}`; outputs of other steps are not known here. */
const REFERENCE = /\{\{\s*([\w:.]+)\s*\}\}/g;

/** The names that the texts in a value refer to. */
export function referencesIn(value: unknown): readonly string[] {
  return [...texts(value)].flatMap((text) => [...text.matchAll(REFERENCE)].map(([, name = '']) => name));
}

/**
 * The value with every reference replaced, once: what an input holds is not looked through again.
 * @throws Error for a name without a value
 */
export function resolved(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(REFERENCE, (_, name: string) => {
      const found = values.get(name);
      if (found === undefined) throw new Error(`{{ ${name} }} refers to nothing`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, values)]));
}

function* texts(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* texts(item);
}
