import { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import type { KeyId, UserSlug } from '../../functions/domain/identifiers.ts';
import type { Session } from '../session.ts';

/** What is asked of enroll-user: the same request again completes what an earlier one began. */
interface Request {
  readonly user: UserSlug;
  readonly schedule?: { readonly expression: string };
  readonly takeOver?: readonly KeyId[];
}

export function requestEnrolment(session: Session, request: Request): Promise<EnrolmentAnswer> {
  const { audit, command, deployment } = session;
  return audit.recorded(
    { event: 'enrolment-requested', user: request.user },
    `Enrolment may be half done; complete it: ${command(`enroll ${request.user} --keep-credentials`)}`,
    () => deployment.functions.invoke('enroll-user', request, EnrolmentAnswer, { changes: true }),
  );
}
