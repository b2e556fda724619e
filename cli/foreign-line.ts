import * as z from 'zod';
import { asLine } from '../functions/domain/wording.ts';

/** More than a function's longest message. */
const LONGEST = 4_000;

/** Words of a function, a log or an execution, in which others may have had their say: one line, which cannot pass for two. */
export const ForeignLine = z.string().transform((text) => asLine(text, LONGEST));
