import { EngineError } from './engine-error.ts'
import { splitParam } from './lexer.ts'
import type { Statement } from './statement.ts'

const readingVerbs = new Set(['SELECT', 'WITH', 'EXPLAIN', 'DESCRIBE', 'DESC', 'EXISTS'])
const refusedWords = new Set(['SETTINGS', 'OUTFILE', 'INFILE'])

/**
 * Table functions of the engine (system.table_functions) but those that make rows of nothing but their arguments:
 * numbers, zeros, values, generate_series, primes, null, view, format. Refused wherever they are called, because a
 * table can stand behind a comma or IN as well as behind FROM.
 */
const tableFunctions =
  /^(arrowstream|azure.*|cluster.*|cosn|deltalake.*|dictionary|eval|executable|file.*|fuzz.*|gcs|generaterandom|hdfs.*|hudi.*|iceberg.*|input|jdbc|loop|merge|mergetree.*|mongodb|mysql|odbc|oss|paimon.*|postgresql|prometheus.*|redis|remote.*|s3.*|sqlite|timeseries(data|metrics|samples|selector|tags)|url|urlcluster|viewexplain|viewifpermitted|ytsaurus|python)$/i
/** Functions that reach outside the tables, tell about the machine, or hold it up; `readonly` does not stop them. */
const outsideFunctions =
  /^(file|filesystem.*|dict.+|joinget.*|ai_?[a-z]+|naivebayes.*|catboost.*|embed.*|get_?(setting|serversetting|macro|mergetreesetting|serverport|oskernel|clienthttp).*|addressto.*|demangle|tid|logtrace|server(uuid|timezone)|(full)?host_?name|fqdn|tcpport|displayname|showcertificate|sleep.*|(default|enabled|current)_?(profiles|roles|user|query_?id|schemas))$/i
const ownSchemas = new Set(['SYSTEM', 'INFORMATION_SCHEMA'])

/**
 * What `readonly` leaves open is closed here, for SQL written by people: other statements, OUTFILE, settings that lift
 * the limits, functions that reach outside, the engine's own tables. Names are judged as the engine will read them:
 * quotes are taken off, and escapes inside a quoted name or a name given as a parameter are refused.
 * @throws EngineError 164 naming what is refused
 */
export function refuseForReader(statement: Statement): void {
  if (!readingVerbs.has(statement.verb)) throw refused(`${statement.verb.slice(0, 32)} statements`)
  for (const [i, token] of statement.tokens.entries()) {
    if (token.kind === 'param' && splitParam(token).type === 'Identifier')
      throw refused('names as parameters')
    if (token.kind !== 'word' && token.kind !== 'quoted') continue
    if (token.kind === 'word' && refusedWords.has(token.text)) throw refused(token.text)
    const name = token.kind === 'quoted' ? token.text.slice(1, -1) : token.text
    if (token.kind === 'quoted' && /[\\`"”]/.test(name)) throw refused('escapes in quoted names')
    const next = statement.tokens[i + 1]?.text
    if (next === '.' && ownSchemas.has(name.toUpperCase())) throw refused('tables of the engine itself')
    if (next === '(' && (tableFunctions.test(name) || outsideFunctions.test(name))) {
      throw refused(`the function ${name.toLowerCase().slice(0, 64)}`)
    }
  }
}

function refused(what: string): EngineError {
  return new EngineError(164, 'READONLY', `Read-only access does not allow ${what}`)
}

/** Added to what every caller is bounded by. The engine allows no change of settings after `readonly`. */
export function readerLimits(settings: Map<string, string>): void {
  settings.set('allow_introspection_functions', '0')
  settings.set('max_result_bytes', String(64 * 1024 * 1024))
  settings.set('readonly', '1')
}
