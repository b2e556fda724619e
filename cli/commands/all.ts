import { code } from './code.ts';
import { doctor } from './doctor.ts';
import { enroll } from './enroll.ts';
import { hold, release } from './hold.ts';
import { localAdvance, localBreak, localStart, localStop } from './local.ts';
import { offboard } from './offboard.ts';
import { plan } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { recover } from './recover.ts';
import { report } from './report.ts';
import { rotate } from './rotate.ts';
import { rotateFleet } from './rotate-fleet.ts';
import { status } from './status.ts';

/** The commands in the order in which `--help` shows them. */
export const commandsOnDeployments = [
  enroll,
  status,
  rotate,
  rotateFleet,
  code,
  plan,
  reconcile,
  recover,
  hold,
  release,
  offboard,
  report,
  doctor,
];

export const localCommands = [localStart, localStop, localAdvance, localBreak];
