import * as z from 'zod/mini';
import type { Refused } from '../../domain/emnify-errors.ts';
import { safeText, safeToken } from './safe-text.ts';

/** emnify's error body as far as it may be passed on: no text in it holds anything that was sent. */
export interface VendorError {
  readonly errorCode?: number;
  readonly errorToken?: string;
  readonly message?: string;
  readonly details: Refused['details'];
}

/** The vendor's codes have four digits; a longer number could be an echoed one-time code. */
const code = z.catch(z.optional(z.int().check(z.gte(1_000), z.lte(9_999))), undefined);
const text = z.catch(z.optional(z.string()), undefined);
const ErrorItem = z.object({ error_code: code, error_token: text, field: text, message: text });
const ErrorBody = z.extend(ErrorItem, { errors: z.catch(z.array(z.unknown()), []) });

const MAX_DETAILS = 10;

/** @returns undefined where the body is empty, not JSON, or no object (a proxy's page): not the vendor's words */
export function parseVendorError(body: string, secrets: readonly string[]): VendorError | undefined {
  const parsed = ErrorBody.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { error_code, error_token, message, errors } = parsed.data;
  const token = error_token === undefined ? undefined : safeToken(error_token, secrets);
  return {
    ...(error_code === undefined ? {} : { errorCode: error_code }),
    ...(token === undefined ? {} : { errorToken: token }),
    ...(message === undefined ? {} : { message: safeText(message, secrets) }),
    details: errors.slice(0, MAX_DETAILS).flatMap((item) => detail(item, secrets)),
  };
}

function detail(item: unknown, secrets: readonly string[]): Refused['details'] {
  const parsed = ErrorItem.safeParse(item);
  if (!parsed.success) return [];
  const { error_code, error_token, field, message } = parsed.data;
  const token = error_token === undefined ? undefined : safeToken(error_token, secrets);
  return [
    {
      ...(error_code === undefined ? {} : { code: error_code }),
      ...(token === undefined ? {} : { token }),
      ...(field === undefined ? {} : { field: safeText(field, secrets) }),
      ...(message === undefined ? {} : { message: safeText(message, secrets) }),
    },
  ];
}

/** The parsed text, or undefined where it is not JSON. The parser's own error quotes the text, so it is dropped. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
