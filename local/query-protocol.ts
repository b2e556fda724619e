import { randomUUID } from 'node:crypto';

/** A request of the AWS Query protocol: a form with the action's name, answered in XML (Smithy 2.0, AWS query protocol). */
export async function queryForm(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(await request.text());
}

/** @param xml the members of the result */
export function queryAnswer(action: string, xml: string): Response {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  const body = `<${action}Response><${action}Result>${xml}</${action}Result>${metadata}</${action}Response>`;
  return new Response(body, { headers: { 'content-type': 'text/xml' } });
}

export function queryError(status: number, code: string, message: string): Response {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return new Response(body, { status, headers: { 'content-type': 'text/xml' } });
}

/** AWS may well know it, the stand-in does not: said with a code that AWS never uses. */
export function queryUnsupported(service: string, action: string | null): Response {
  return queryError(400, 'NotSupportedByStandIn', `The local stand-in of ${service} does not support ${action}.`);
}
