import type { LogLine } from '../../../../cli/aws/logs.ts';

/**
 * The part of CloudWatch Logs Insights' query language that docs/audit-log.md uses, as the reference describes it; anything else is
 * refused. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

/** A field and its value, of a line or of an answer; absent fields are absent. */
export type Row = Readonly<Record<string, string | number | boolean>>;
type Condition = (row: Row) => boolean;
type Stage = (rows: readonly Row[]) => readonly Row[];

/** Members of a JSON line become fields, those of objects inside behind a dot; a line that is no JSON has none. */
function rowOf({ at, text }: LogLine): Row {
  return { '@timestamp': at, '@message': text, ...flat(JSON.parse(text), '') };
}

function flat(value: unknown, path: string): Row {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { [path]: value };
  if (typeof value !== 'object' || value === null) return {};
  const parts = Object.entries(value).map(([name, member]) => flat(member, path === '' ? name : `${path}.${name}`));
  return Object.assign({}, ...parts);
}

/** A query that can be asked, and every name and value that it compares. */
export class Query {
  /** Fields of lines that it names, those that `stats` makes left out. */
  readonly fields = new Set<string>();
  /** What it compares a field with. */
  readonly compared: (readonly [field: string, value: string])[] = [];
  readonly #made = new Set<string>();
  readonly #stages: readonly Stage[];
  #tokens: string[] = [];

  /** @throws Error for what this does not know */
  constructor(text: string) {
    this.#stages = split(text).map((stage) => this.#stage(stage));
  }

  ask(lines: readonly LogLine[]): readonly Row[] {
    return this.#stages.reduce<readonly Row[]>((rows, stage) => stage(rows), lines.map(rowOf));
  }

  #stage(text: string): Stage {
    this.#tokens = tokensOf(text);
    const stage = this.#begun(this.#next());
    if (this.#tokens.length > 0) throw new Error(`expected the end of "${text}", got ${this.#tokens.join(' ')}`);
    return stage;
  }

  #begun(command: string): Stage {
    switch (command) {
      case 'fields': {
        const names = this.#list();
        return (rows) => rows.map((row) => picked(row, names));
      }
      case 'filter': {
        const holds = this.#either();
        // What `fields` does not show can be filtered all the same: the whole line stays behind it.
        return (rows) => rows.filter((row) => holds(whole(row)));
      }
      case 'sort': {
        const field = this.#field();
        const direction = this.#next();
        if (direction !== 'asc' && direction !== 'desc') throw new Error(`expected asc or desc, got ${direction}`);
        const sign = direction === 'asc' ? 1 : -1;
        return (rows) => rows.toSorted((one, other) => sign * compared(whole(one)[field], whole(other)[field]));
      }
      case 'limit': {
        const most = Number(this.#next());
        if (!(most >= 1 && most <= 10_000)) throw new Error(`expected a limit of 1 to 10000, got ${most}`);
        return (rows) => rows.slice(0, most);
      }
      case 'stats':
        return this.#stats();
      default:
        throw new Error(`expected fields, filter, sort, limit or stats, got ${command}`);
    }
  }

  #stats(): Stage {
    for (const word of ['count', '(', '*', ')', 'as']) this.#expect(word);
    const count = this.#next();
    this.#expect('by');
    const by = this.#list();
    this.#made.add(count);
    return (rows) => {
      const groups = Map.groupBy(rows.map(whole), (row) => JSON.stringify(picked(row, by)));
      return [...groups.values()].map((group) => ({ ...plain(picked(group[0] ?? {}, by)), [count]: group.length }));
    };
  }

  #list(): readonly string[] {
    const names = [this.#field()];
    while (this.#takes(',')) names.push(this.#field());
    return names;
  }

  #either(): Condition {
    const parts = [this.#both()];
    while (this.#takes('or')) parts.push(this.#both());
    return (row) => parts.some((part) => part(row));
  }

  #both(): Condition {
    const parts = [this.#one()];
    while (this.#takes('and')) parts.push(this.#one());
    return (row) => parts.every((part) => part(row));
  }

  #one(): Condition {
    if (this.#takes('not')) {
      const condition = this.#one();
      return (row) => !condition(row);
    }
    if (this.#takes('(')) {
      const condition = this.#either();
      this.#expect(')');
      return condition;
    }
    if (this.#takes('ispresent')) {
      this.#expect('(');
      const field = this.#field();
      this.#expect(')');
      return (row) => row[field] !== undefined;
    }
    return this.#comparison(this.#field());
  }

  #comparison(field: string): Condition {
    const operator = this.#next();
    switch (operator) {
      case '=':
      case '!=': {
        const value = this.#text(field);
        return (row) => (row[field] === value) === (operator === '=');
      }
      case 'in': {
        this.#expect('[');
        const values = [this.#text(field)];
        while (this.#takes(',')) values.push(this.#text(field));
        this.#expect(']');
        return (row) => values.some((value) => value === row[field]);
      }
      case 'like': {
        const pattern = /^\/(.+)\/$/.exec(this.#next())?.[1];
        if (pattern === undefined) throw new Error('expected like with a /pattern/');
        return (row) => row[field] !== undefined && new RegExp(pattern).test(String(row[field]));
      }
      default:
        throw new Error(`expected a comparison behind ${field}, got ${operator}`);
    }
  }

  #text(field: string): string {
    const [, value] = /^["'](.*)["']$/.exec(this.#next()) ?? [];
    if (value === undefined) throw new Error(`expected a text in quotes for ${field}`);
    this.compared.push([field, value]);
    return value;
  }

  #field(): string {
    const name = this.#next();
    if (!/^@?[A-Za-z_]\w*$/.test(name)) throw new Error(`expected a field, got ${name}`);
    if (!this.#made.has(name)) this.fields.add(name);
    return name;
  }

  #next(): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw new Error('expected more of the query');
    return token;
  }

  #takes(word: string): boolean {
    if (this.#tokens[0] !== word) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(word: string): void {
    const token = this.#next();
    if (token !== word) throw new Error(`expected ${word}, got ${token}`);
  }
}

/** A stage stands on a line of its own, since `|` may stand in a text or a pattern too. */
function split(text: string): readonly string[] {
  return text
    .trim()
    .split(/\n\s*\| /)
    .map((stage) => stage.trim());
}

function tokensOf(text: string): string[] {
  const token = /\s*("[^"]*"|'[^']*'|\/(?:[^/\\]|\\.)+\/|!=|[(),[\]=*]|@?[\w.]+)/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) throw new Error(`expected a query that this understands, got ${text}`);
    tokens.push(found);
  }
  return tokens;
}

const lines = new WeakMap<Row, Row>();

/** The fields that are shown; the line they are of is kept beside them. */
function picked(row: Row, names: readonly string[]): Row {
  const source = whole(row);
  const shown: Row = Object.fromEntries(names.flatMap((name) => (name in source ? [[name, source[name] ?? '']] : [])));
  lines.set(shown, source);
  return shown;
}

function whole(row: Row): Row {
  return lines.get(row) ?? row;
}

function plain(row: Row): Row {
  return { ...row };
}

function compared(one: Row[string] | undefined, other: Row[string] | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one ?? '').localeCompare(String(other ?? ''));
}
