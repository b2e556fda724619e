import * as z from 'zod';
import { namingProperty, type Physical, type Place, physical } from './physical.ts';
import type { Template } from './template.ts';

const Pair = z.tuple([z.string(), z.string()]);
const Join = z.tuple([z.string(), z.array(z.unknown())]);
const Sub = z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]);

/**
 * Works out a template's intrinsic functions as CloudFormation would for this place: `Ref`, `Fn::GetAtt`, `Fn::Join` and
 * `Fn::Sub`. What it does not know it refuses: a value that is guessed would be tested instead of the one that is deployed.
 */
export class Resolver {
  readonly #template: Template;
  readonly #place: Place;

  constructor(template: Template, place: Place) {
    this.#template = template;
    this.#place = place;
  }

  /** @throws Error which names the function, parameter, resource or attribute that is not known */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return this.#apply(only[0], only[1]);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item)]));
  }

  /** As `resolve`, where a text must come out. */
  text(value: unknown): string {
    return z.string().parse(this.resolve(value));
  }

  #apply(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(z.string().parse(argument));
      case 'Fn::GetAtt':
        return this.#attribute(Pair.parse(typeof argument === 'string' ? argument.split('.', 2) : argument));
      case 'Fn::Join': {
        const [separator, parts] = Join.parse(argument);
        return parts.map((part) => this.text(part)).join(separator);
      }
      case 'Fn::Sub':
        return this.#substitute(Sub.parse(argument));
      default:
        throw new Error(`${name} is an intrinsic function that the embedded stack does not know`);
    }
  }

  #ref(name: string): string {
    const { account, region, stackName } = this.#place;
    const pseudo = new Map([
      ['AWS::AccountId', account],
      ['AWS::Partition', 'aws'],
      ['AWS::Region', region],
      ['AWS::StackName', stackName],
      ['AWS::URLSuffix', 'amazonaws.com'],
    ]);
    return pseudo.get(name) ?? this.#physical(name).Ref;
  }

  #attribute([logicalId, attribute]: readonly [string, string]): string {
    const value = this.#physical(logicalId)[attribute];
    if (value === undefined) throw new Error(`${logicalId}: nothing is known of its attribute ${attribute}`);
    return value;
  }

  #substitute(argument: z.output<typeof Sub>): string {
    const [text, values] = typeof argument === 'string' ? [argument, {}] : argument;
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (Object.hasOwn(values, name)) return this.text(values[name]);
      const [logicalId = '', attribute] = name.split('.', 2);
      return attribute === undefined ? this.#ref(logicalId) : this.#attribute([logicalId, attribute]);
    });
  }

  #physical(logicalId: string): Physical {
    const resource = this.#template.Resources[logicalId];
    if (resource === undefined) throw new Error(`${logicalId}: the template has no such resource or parameter`);
    const property = namingProperty(resource.Type);
    const name = property === undefined ? undefined : this.resolve(resource.Properties[property]);
    return physical(resource.Type, logicalId, name, this.#place);
  }
}
