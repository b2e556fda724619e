/** The SDK's judgement of what to retry, without its pauses. */
export function immediately(maxAttempts: number) {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      last: { getRetryCount(): number },
      { errorType }: { readonly errorType: string },
    ) => {
      const count = last.getRetryCount() + 1;
      if (errorType === 'CLIENT_ERROR' || count >= maxAttempts) throw new Error('no more attempts');
      return token(count);
    },
    recordSuccess: () => {},
  };
}
