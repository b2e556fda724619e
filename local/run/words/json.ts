import type * as z from 'zod';

/** A body as `schema` sees it; undefined where it is nothing of that shape, an error's body for one. */
export async function bodyAs<T>(schema: z.ZodType<T>, message: Request | Response | undefined): Promise<T | undefined> {
  if (message === undefined) return undefined;
  return textAs(schema, await message.text());
}

export function textAs<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
