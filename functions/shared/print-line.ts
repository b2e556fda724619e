/** One line of JSON on stdout, which Lambda sends to the function's log group. Members without a value are left out. */
export function printLine(members: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(members)}\n`);
}
