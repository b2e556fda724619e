/** Method and first path segment, `/{}` where a name follows, to the action (REST JSON bindings of the API model). */
const ACTIONS = new Map([
  ['POST schedules/{}', 'CreateSchedule'],
  ['GET schedules/{}', 'GetSchedule'],
  ['PUT schedules/{}', 'UpdateSchedule'],
  ['DELETE schedules/{}', 'DeleteSchedule'],
  ['GET schedules', 'ListSchedules'],
  ['POST schedule-groups/{}', 'CreateScheduleGroup'],
  ['GET schedule-groups/{}', 'GetScheduleGroup'],
  ['DELETE schedule-groups/{}', 'DeleteScheduleGroup'],
  ['GET schedule-groups', 'ListScheduleGroups'],
  ['POST tags/{}', 'TagResource'],
  ['DELETE tags/{}', 'UntagResource'],
  ['GET tags/{}', 'ListTagsForResource'],
]);

/** Query parameters whose name is not the member's. */
const QUERY_MEMBERS = new Map([
  ['groupName', 'GroupName'],
  ['ScheduleGroup', 'GroupName'],
  ['clientToken', 'ClientToken'],
]);

/** The action of a request; method and path themselves where there is none such. */
export function actionOf({ method, url }: Request): string {
  const { pathname } = new URL(url);
  const [, resource, name, ...more] = pathname.split('/');
  const key = `${method} ${resource}${name === undefined ? '' : '/{}'}`;
  return (more.length === 0 ? ACTIONS.get(key) : undefined) ?? `${method} ${pathname}`;
}

/** The members of a request's input, gathered from path, query and body; throws a SyntaxError where the body is not JSON. */
export async function inputOf(request: Request): Promise<Record<string, unknown>> {
  const { pathname, searchParams } = new URL(request.url);
  const [, resource, name] = pathname.split('/');
  const input: Record<string, unknown> = {};
  for (const [parameter, value] of searchParams) {
    input[QUERY_MEMBERS.get(parameter) ?? parameter] = parameter === 'TagKeys' ? searchParams.getAll(parameter) : value;
  }
  const body = await request.text();
  if (body !== '') Object.assign(input, JSON.parse(body));
  if (name !== undefined) input[resource === 'tags' ? 'ResourceArn' : 'Name'] = decodeURIComponent(name);
  return input;
}
