// Evaluates FEEL expressions with feelin. In: a JSON string on each line, an expression. Out: a line of JSON
// for each, `{"type": …, "value": …}` as `probity eval --format json` writes it, with `why` where it is null.
//
// FEELIN_DIR says which folder has node_modules/feelin.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const folder = process.env.FEELIN_DIR ?? '.';
const require = createRequire(pathToFileURL(join(folder, 'package.json')));
const entry = join(require.resolve('feelin/package.json'), '..', 'dist', 'index.js');
const feelin = await import(pathToFileURL(entry));

function decimal(number) {
  return Number.isFinite(number)
    ? number.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 })
    : String(number);
}

function typed(value) {
  const of = (type, value) => ({ type, value });
  switch (typeof value) {
    case 'undefined': return of('null', null);
    case 'boolean': return of('boolean', String(value));
    case 'number': return of('decimal', decimal(value));
    case 'bigint': return of('decimal', String(value));
    case 'string': return of('string', value);
    case 'function': return of('function', '');
  }
  if (value === null) return of('null', null);
  if (value instanceof feelin.FeelDate) return of('date', value.toString());
  if (value instanceof feelin.FeelTime) return of('time', value.toString());
  if (value instanceof feelin.FeelDateTime) return of('dateTime', value.toString());
  if (value instanceof feelin.FeelDuration) return of('duration', value.toString());
  if (feelin.isFunction(value)) return of('function', '');
  if (Array.isArray(value)) return of('list', value.map(typed));
  if (feelin.isRange(value)) {
    return of('range', {
      low: typed(value.start), low_included: Boolean(value['start included']),
      high: typed(value.end), high_included: Boolean(value['end included']),
    });
  }
  return of('context', Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typed(member)])));
}

for await (const line of createInterface({ input: process.stdin })) {
  let found;
  try {
    const { value, warnings } = feelin.evaluate(JSON.parse(line), {});
    found = typed(value);
    if (warnings.length > 0) found.why = warnings.map(({ type, message }) => `${type}: ${message}`).join('; ');
  } catch (error) {
    found = { type: 'null', value: null, why: `${error.name}: ${error.message}` };
  }
  process.stdout.write(JSON.stringify(found) + '\n');
}
