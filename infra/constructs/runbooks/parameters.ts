/** An input of a document (Systems Manager, "Data elements and parameters"). Automation refuses what does not match. */
export interface Parameter {
  readonly type: 'String';
  readonly description: string;
  readonly allowedPattern?: string;
  readonly allowedValues?: readonly string[];
  readonly default?: string;
}

/** As the functions know a user; nothing that could end a JSON text or the name of a secret. */
export const USER: Parameter = {
  type: 'String',
  description: "The user's slug: a-z, 0-9 and -",
  allowedPattern: '^[a-z0-9][a-z0-9-]{0,62}$',
};

export const RUN: Parameter = {
  type: 'String',
  description: 'Name of the run; the same name again goes on with the same run',
  allowedPattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
};

export const VERSION: Parameter = {
  type: 'String',
  description: 'Id of the version that holds AWSPENDING, as audit-user shows it',
  allowedPattern: '^[A-Za-z0-9_.-]{32,64}$',
};

export const REASON: Parameter = {
  type: 'String',
  description: 'Why, on one line; kept with the execution. No secret belongs here',
  allowedPattern: '^[A-Za-z0-9][A-Za-z0-9 .,:;/_()#@+-]{0,199}$',
};

export const DRY_RUN = choice('true: only say what would be done', 'true');

/** A choice that steps branch on, as a text: what Automation makes of a Boolean in a nested input is not documented. */
export function choice(description: string, byDefault: 'true' | 'false'): Parameter {
  return { type: 'String', description, allowedValues: ['true', 'false'], default: byDefault };
}
