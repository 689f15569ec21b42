import { destination, type Logger, pino } from 'pino'

export type Log = Logger

/** Fields that could carry an identifier or a secret never reach a log, wherever they sit in an object. */
const redacted = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'email',
  'phone',
  'address',
  'name',
  'value',
  'to',
  'from',
  'recipient',
  'identifier',
  'raw',
  'body',
  'params',
  'parameters',
  'query',
  'sql',
]

export interface LogOptions {
  level: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Defaults to standard error: standard output belongs to results. */
  file?: string
}

/**
 * Structured logs, one JSON object a line. Only ids, counts, codes and durations are logged; the redaction list is the
 * second lock on that door, and the canary test the third.
 */
export function createLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: redacted.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
      serializers: {
        err: (error: Error) => ({
          type: error.name,
          code: (error as { code?: string }).code,
          stack: framesOf(error),
        }),
      },
    },
    patient(destination({ dest: options.file ?? 2, sync: true, mkdir: true, maxLength: mostHeld })),
  )
}

/** Characters of lines that wait for room on the disk; more are dropped. */
const mostHeld = 1024 * 1024

/** A log that cannot be written stops nobody's work: what fits is held and written later. Said once, where it can be. */
function patient(out: ReturnType<typeof destination>): ReturnType<typeof destination> {
  let said = false
  out.on('error', (error: Error) => {
    if (!said) process.stderr.write(`The log cannot be written: ${error.message}\n`)
    said = true
  })
  return out
}

/** Stack frames without the message: messages of drivers quote the values of a row. */
function framesOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join('\n')
}

export const silentLog: Log = createLog({ level: 'silent' })
