import { Option } from 'commander';
import * as z from 'zod';
import { UserSlug } from '../functions/domain/identifiers.ts';
import { withoutSecretShapes } from '../functions/shared/secret-shapes.ts';

/** What commands on one user take. */
export const oneUser = z.object({ user: UserSlug });

const reasonForm = 'expected why, 1 to 200 printable characters on one line';

const noSecret =
  'expected no secret, and something in it has the form of a password, token, key or code; it would stay in logs: name a ticket instead';

/** For the audit log, which keeps it for longer than a year: what has the form of a secret is refused, not taken out. */
export const Reason = z
  .string(reasonForm)
  .regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, reasonForm)
  .refine((text) => withoutSecretShapes(text, '') === text, noSecret);

export const reasonOption = new Option('--reason <text>', 'why, for the audit log').makeOptionMandatory();
export const yesOption = new Option('--yes', 'do not ask');
