/** The controls that the audit log is evidence for, and what it shows of each; docs/compliance.md says what satisfies them. */
export const CONTROLS = [
  ['SecretsManager.1', 'rotation is enabled for the secret'],
  ['SecretsManager.4', 'the secret was rotated within the period'],
  ['PCI DSS 8.3.4', 'refused and unanswered attempts are counted, and held before the account locks'],
  ['PCI DSS 8.3.9', 'devices that may skip the second factor are pruned'],
  ['PCI DSS 8.3.11', 'a factor belongs to one user, and each code to the one who asked for it'],
  ['PCI DSS 8.6.3', 'the factor changes on a schedule and upon suspicion'],
  ['A.5.17', 'authentication information is issued, changed and withdrawn under control'],
  ['A.8.5', 'the second factor cannot be skipped for longer than the policy says'],
  ['A.8.15', 'each change leaves a line'],
] as const;
export type Control = (typeof CONTROLS)[number][0];
