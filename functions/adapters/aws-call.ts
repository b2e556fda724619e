import { judge, translateAwsError } from './aws-errors.ts';

/** One attempt of an SDK command, as its middleware sees it. */
type Attempt<Args, Answer> = (args: Args) => Promise<Answer>;

/** The part of an SDK command that is needed to follow its attempts; every client's commands have it. */
interface Followable {
  readonly middlewareStack: {
    add(
      middleware: <Args, Answer>(next: Attempt<Args, Answer>) => Attempt<Args, Answer>,
      options: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string },
    ): void;
  };
}

/**
 * Sends one command, once: the SDK retries it as its client is configured. After a lost reply and a retry that was throttled or
 * refused, the SDK reports the retry alone; each attempt is followed here, so that `StoreRefused` and `StoreUnavailable`
 * always mean that nothing was done.
 *
 * @throws StoreRefused
 * @throws StoreUnavailable
 * @throws StoreOutcomeUnknown of a write only
 */
export async function callAws<Command extends Followable, Answer>(
  operation: string,
  { write }: { readonly write: boolean },
  command: Command,
  send: (command: Command) => Promise<Answer>,
): Promise<Answer> {
  let doubt = false;
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        doubt ||= judge(error) === 'unclear';
        throw error;
      }
    },
    // The low end of this step lies inside the SDK's retry loop, which is at its high end.
    { step: 'finalizeRequest', priority: 'low', name: 'followAttempts' },
  );
  try {
    return await send(command);
  } catch (error) {
    throw translateAwsError(operation, error, { write, doubt });
  }
}
