/** The one account and region of the embedded stack. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}
