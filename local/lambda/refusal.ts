/** An error as Lambda's API answers it. */
export function refusal(status: number, type: string, message: string): Response {
  return Response.json({ Type: 'User', Message: message }, { status, headers: { 'X-Amzn-ErrorType': type } });
}

/** AWS may well know it, the stand-in does not: said with a code that AWS never uses, and a status that the SDK does not retry. */
export function unsupported(message: string): Response {
  return refusal(400, 'NotSupportedByStandIn', `The local stand-in of Lambda: ${message}`);
}
