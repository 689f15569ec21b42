import { EngineError } from './engine-error.ts'
import type { Statement } from './statement.ts'

/** Functions that make rows out of nothing but their arguments. */
const harmlessTableFunctions = new Set([
  'NUMBERS',
  'ZEROS',
  'VALUES',
  'GENERATE_SERIES',
  'GENERATESERIES',
  'ARRAYJOIN',
])

/** Scalar functions that reach outside the tables; the engine's `readonly` does not stop them. */
const refusedFunctions = new Set([
  ...[
    'FILE',
    'FILESYSTEMAVAILABLE',
    'FILESYSTEMCAPACITY',
    'FILESYSTEMUNRESERVED',
    'GETSETTING',
    'GETSERVERSETTING',
  ],
  ...[
    'GETMACROS',
    'GETMACRO',
    'HOSTNAME',
    'FQDN',
    'SERVERUUID',
    'TCPPORT',
    'CATBOOSTEVALUATE',
    'SLEEP',
    'SLEEPEACHROW',
  ],
  ...['CURRENTQUERYID', 'DISPLAYNAME', 'GETOSKERNELVERSION', 'SHOWCERTIFICATE', 'INITIALIZEAGGREGATION'],
])
const readingVerbs = new Set(['SELECT', 'WITH', 'EXPLAIN', 'DESCRIBE', 'DESC', 'EXISTS'])

/**
 * What `readonly` leaves open is closed here: other statements, OUTFILE, settings that lift the limits, table
 * functions in FROM, functions that read files, and the engine's own tables.
 * @throws EngineError 164 naming what is refused
 */
export function refuseForReader(statement: Statement): void {
  if (!readingVerbs.has(statement.verb)) throw refused(`${statement.verb} statements`)
  const { tokens } = statement
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'string' || token.kind === 'param') continue
    const name = token.kind === 'quoted' ? token.text.slice(1, -1).toUpperCase() : token.text
    const next = tokens[i + 1]?.text
    if (token.kind === 'word' && (name === 'SETTINGS' || name === 'OUTFILE' || name === 'INFILE'))
      throw refused(name)
    if (next === '(' && refusedFunctions.has(name)) throw refused(`function ${name.toLowerCase()}`)
    if (next === '.' && (name === 'SYSTEM' || name === 'INFORMATION_SCHEMA'))
      throw refused('tables of the engine itself')
    if (
      next === '(' &&
      isTablePosition(tokens[i - 1]?.text) &&
      !harmlessTableFunctions.has(name) &&
      token.kind !== 'punct'
    ) {
      throw refused(`table function ${name.toLowerCase().slice(0, 64)}`)
    }
  }
}

function isTablePosition(before: string | undefined): boolean {
  return before === 'FROM' || before === 'JOIN' || before === 'TABLE' || before === 'FUNCTION'
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
