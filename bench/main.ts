import { HELP, readOptions, WrongUsage } from './options.ts';
import { report } from './report.ts';
import { measureAll } from './results.ts';

try {
  const { json, help } = readOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
  } else {
    const results = await measureAll();
    process.stdout.write(`${json ? JSON.stringify(results, undefined, 2) : report(results)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
