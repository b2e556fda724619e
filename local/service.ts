import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { VirtualClock } from './clock.ts';
import type { Fault, FaultScript, ServiceName } from './faults.ts';

/** A simulated service: what it is called, how it names a call, and how it answers. */
export interface Service {
  readonly name: ServiceName;
  /** The name of the call for the record and the fault script. `request` is a clone whose body may be read. */
  operation(request: Request): string | Promise<string>;
  handle(request: Request): Promise<Response>;
  /** The Date header of an answer that a fault makes in the service's place, none where undefined; the stack's time without this. */
  date?(): string | undefined;
}

/** No answer: the connection breaks (`cut`) or stays silent (`hang`). */
export type Silence = 'cut' | 'hang';

/** A service as its clients meet it: recorded, and with the script's faults played on it. */
export type Endpoint = (request: Request) => Promise<Response | Silence>;

export function endpoint(service: Service, script: FaultScript, clock: VirtualClock): Endpoint {
  return async (request) => {
    const url = new URL(request.url);
    const sent = script.witness === undefined ? undefined : request.clone();
    const began = performance.now();
    const operation = await service.operation(request.clone());
    const { record, fault } = script.next(
      { service: service.name, operation, method: request.method, path: url.pathname },
      clock.now(),
    );
    const refused = await script.guard?.(record, request.clone());
    const answer = refused ?? (await play(fault, request, service, clock));
    if (answer instanceof Response) record.status = answer.status;
    if (sent !== undefined) {
      const ms = performance.now() - began;
      await script.witness?.({
        record,
        request: sent,
        answer: answer instanceof Response ? answer.clone() : undefined,
        ms,
      });
    }
    return answer;
  };
}

/** A service's answer to one request, with a fault played on it. */
export async function play(
  fault: Fault | undefined,
  request: Request,
  service: Service,
  clock: VirtualClock,
): Promise<Response | Silence> {
  switch (fault?.kind) {
    case undefined:
      return service.handle(request);
    case 'cut-before':
      return 'cut';
    case 'cut-after':
      await service.handle(request);
      return 'cut';
    case 'hang-before':
      return 'hang';
    case 'hang-after':
      await service.handle(request);
      return 'hang';
    case 'answer': {
      const body = fault.status === 204 || fault.status === 304 ? null : (fault.body ?? '');
      const date = service.date === undefined ? new Date(clock.now()).toUTCString() : service.date();
      return new Response(body, {
        status: fault.status,
        headers: { ...(date === undefined ? {} : { date }), ...fault.headers },
      });
    }
    case 'delay': {
      const answer = await service.handle(request);
      await clock.sleep(fault.ms);
      return answer;
    }
    case 'duplicate':
      await service.handle(request.clone());
      return service.handle(request);
    case 'meanwhile': {
      if (fault.when === 'before') await fault.act();
      const answer = await service.handle(request);
      if (fault.when === 'after') await fault.act();
      return answer;
    }
  }
}

export interface Listening {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an endpoint on loopback HTTP, on a port of the system's choice; silence really is a broken or silent connection. */
export async function listen(answer: Endpoint): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        fetch: async (request: Request, { incoming, outgoing }: HttpBindings | Http2Bindings) => {
          // Else Node adds this machine's real time to an answer that is to have no Date.
          outgoing.sendDate = false;
          const answered = await answer(request);
          if (answered instanceof Response) return answered;
          // Not `incoming.destroy()`: once the body has been read, that leaves the connection open.
          if (answered === 'cut') incoming.socket.destroy();
          return RESPONSE_ALREADY_SENT;
        },
      },
      ({ port }) =>
        resolve({
          url: `http://127.0.0.1:${port}`,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        }),
    );
    server.on('error', reject);
  });
}
