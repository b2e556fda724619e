import { explain } from '../explain.ts';

/** How one thing was found. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly next?: string;
}

/** One thing to look at. A failure that is thrown is a finding too. */
export interface Check {
  readonly name: string;
  look(): Promise<Omit<Finding, 'name'>>;
}

export async function carryOut({ name, look }: Check): Promise<Finding> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    const { message, next } = explain(error);
    return { name, state: 'failed', detail: message, ...(next === undefined ? {} : { next }) };
  }
}

export function fine(detail: string): Omit<Finding, 'name'> {
  return { state: 'ok', detail };
}
