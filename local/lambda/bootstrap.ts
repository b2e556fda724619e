/**
 * The runtime inside a function's process: `node bootstrap.ts <bundle>`. It asks the Runtime API for the next event, calls
 * the bundle's `handler`, posts what came of it, and asks again. Plain Node, and node:http rather than fetch: the handler
 * shares no agent with it, and waiting for an event has no time limit.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { type IncomingHttpHeaders, request } from 'node:http';
import { pathToFileURL } from 'node:url';

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function call(method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime${path}`;
    const sent = request(url, { method }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const { statusCode = 0 } = answer;
      if (statusCode >= 300) reject(new Error(`${method} ${url} answered ${statusCode}`));
      resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject).end(body);
  });
}

/** As Lambda's own runtime for Node reports an error. */
function report(error: unknown): string {
  if (!(error instanceof Error)) {
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  }
  const { name, message, stack = '' } = error;
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
}

async function load(path: string): Promise<(event: unknown, context: object) => unknown> {
  try {
    const { handler } = await import(pathToFileURL(path).href);
    if (typeof handler !== 'function') throw new Error(`expected ${path} to export a function named handler`);
    return handler;
  } catch (error) {
    await call('POST', '/init/error', report(error));
    process.exit(1);
  }
}

function contextOf(headers: IncomingHttpHeaders): object {
  const arn = String(headers['lambda-runtime-invoked-function-arn']);
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: arn,
    functionName: arn.split(':')[6],
    functionVersion: '$LATEST',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function run(headers: IncomingHttpHeaders, body: string): Promise<['response' | 'error', string]> {
  try {
    const answer = await handler(JSON.parse(body), contextOf(headers));
    return ['response', JSON.stringify(answer ?? null)];
  } catch (error) {
    return ['error', report(error)];
  }
}

const handler = await load(String(process.argv[2]));
while (true) {
  const { headers, body } = await call('GET', '/invocation/next');
  const [outcome, text] = await run(headers, body);
  await call('POST', `/invocation/${headers['lambda-runtime-aws-request-id']}/${outcome}`, text);
}
