import { localAdvance, localBreak, localStart, localStop } from './local.ts';
import { status } from './status.ts';

/** The commands in the order in which `--help` shows them. */
export const commandsOnDeployments = [status];

export const localCommands = [localStart, localStop, localAdvance, localBreak];
