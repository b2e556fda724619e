/** Everything that `run` writes to stdout and stderr, which it then does not show; they are as before afterwards. */
export async function capturedOutput(run: () => unknown): Promise<string> {
  let output = '';
  const restore = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    stream.write = (chunk: string | Uint8Array) => {
      output += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  try {
    await run();
  } finally {
    for (const undo of restore) undo();
  }
  return output;
}
