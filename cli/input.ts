import { Option } from 'commander';
import * as z from 'zod';
import { UserSlug } from '../functions/domain/identifiers.ts';

/** What commands on one user take. */
export const oneUser = z.object({ user: UserSlug });

const reasonForm = 'expected why, 1 to 200 printable characters on one line';

/** For the audit log, which keeps it as it came. */
export const Reason = z.string(reasonForm).regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, reasonForm);

export const reasonOption = new Option('--reason <text>', 'why, for the audit log').makeOptionMandatory();
export const yesOption = new Option('--yes', 'do not ask');
