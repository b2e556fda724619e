import ky from 'ky';
import type { Clock } from '../../functions/domain/ports.ts';
import { type Check, fine } from './check.ts';

/** As reconcile-user judges it: codes are made in emnify's time anyway. */
const SKEW_MS = 10_000;
const TIMEOUT_MS = 8_000;

/** Whether the API answers from here, and by which clock. Without credentials, so that it refuses: that is the answer. */
export function emnifyCheck(apiUrl: string, clock: Clock): Check {
  return {
    name: 'emnify',
    async look() {
      const answer = await ask(apiUrl);
      if (answer === undefined) {
        return {
          state: 'failed',
          detail: `${apiUrl} does not answer from this machine.`,
          next: 'Check the network and --api-url; the functions have a network of their own.',
        };
      }
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (Number.isNaN(date)) return fine(`${apiUrl} answers, and tells no time`);
      const skew = date - clock.now();
      if (Math.abs(skew) <= SKEW_MS) return fine(`${apiUrl} answers; its clock and ours agree`);
      return {
        state: 'warning',
        detail: `${apiUrl} answers; its clock differs from ours by ${Math.round(skew / 1_000)} s`,
        next: 'Set the clock of this machine. Codes are made in the time of emnify all the same.',
      };
    },
  };
}

async function ask(apiUrl: string): Promise<Response | undefined> {
  try {
    return await ky.get(`${apiUrl}/api/v1/user/mfa/status`, { throwHttpErrors: false, retry: 0, timeout: TIMEOUT_MS });
  } catch {
    return undefined;
  }
}
