/** How the command ends; `emnify-mfa --help` and docs/operating.md show the same list. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  attention: 3,
  declined: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_HELP = `Exit codes:
  0    done, and nothing needs attention
  1    failed; the message says what to do
  2    the command line or the input is wrong; nothing was done
  3    done, and somebody should look: a finding, a hold, a rotation that is not finished
  4    asked, and the answer was no; nothing was done
  130  interrupted with Ctrl-C; the message says where things stand
`;
