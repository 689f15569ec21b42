/**
 * Errors people read. A room declares its errors with `defineErrors`; the server maps `kind` to a status once and
 * renders the message in the reader's language. A message says what was wrong, where, and what to do.
 */

export type Locale = 'zh-CN' | 'en'

export type ErrorKind =
  | 'invalid' // the input is wrong; repeating it will fail again
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict' // the state does not allow it now
  | 'too_large'
  | 'rate_limited'
  | 'cancelled'
  | 'unavailable' // something we depend on does not answer; repeat later
  | 'internal'

/** A part of a message that is a text itself, said in both languages; the reader's is put in. */
export type Said = Readonly<Record<Locale, string>>
export type ErrorParams = Record<string, string | number | boolean | null | undefined | Said>

export interface ErrorDefinition<P extends ErrorParams = ErrorParams> {
  kind: ErrorKind
  /** In a few words, where those of its kind would mislead. */
  title?: Record<Locale, string>
  /** Safe to repeat unchanged. */
  retryable: boolean
  en: (params: P) => string
  'zh-CN': (params: P) => string
}

const registry = new Map<string, ErrorDefinition<never>>()

export class AppError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly retryable: boolean
  readonly params: ErrorParams

  constructor(code: string, definition: ErrorDefinition<never>, params: ErrorParams, cause?: unknown) {
    super(
      (definition.en as (params: ErrorParams) => string)(inLanguage(params, 'en')),
      cause === undefined ? undefined : { cause },
    )
    this.name = 'AppError'
    this.code = code
    this.kind = definition.kind
    this.retryable = definition.retryable
    this.params = params
  }

  /** Its own title; null where that of its kind says enough. */
  titleIn(locale: Locale): string | null {
    return registry.get(this.code)?.title?.[locale] ?? null
  }

  /** The message in the reader's language. */
  in(locale: Locale): string {
    const definition = registry.get(this.code)
    if (!definition) return this.message
    return (definition[locale] as (params: ErrorParams) => string)(inLanguage(this.params, locale))
  }
}

function inLanguage(params: ErrorParams, locale: Locale): ErrorParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? value[locale] : value,
    ]),
  )
}

type ParamsOf<D> = D extends { en: (params: infer P extends ErrorParams) => string } ? Given<P> : never
/** What a message puts in as a text may be handed over in both languages. */
type Given<P> = { [K in keyof P]: string extends P[K] ? P[K] | Said : P[K] }

type ErrorFactories<D extends Record<string, ErrorDefinition<never>>> = {
  [K in keyof D]: (params: ParamsOf<D[K]>, cause?: unknown) => AppError
}

/**
 * Declares the errors of one subject and returns a factory for each, so that throwing one needs its parameters:
 * `throw importErrors.unknownColumn({ file, column })`. The code is `<subject>.<name>`.
 * @throws Error when a code is declared twice: codes are part of the API.
 */
export function defineErrors<const D extends Record<string, ErrorDefinition<never>>>(
  subject: string,
  definitions: D,
): ErrorFactories<D> {
  const factories: Record<string, (params: ErrorParams, cause?: unknown) => AppError> = {}
  for (const [name, definition] of Object.entries(definitions)) {
    const code = `${subject}.${name}`
    if (registry.has(code)) throw new Error(`The error code ${code} is declared twice.`)
    registry.set(code, definition)
    factories[name] = (params, cause) => new AppError(code, definition, params, cause)
  }
  return factories as ErrorFactories<D>
}

/** All declared errors, for the generated reference and the test that every error speaks both languages. */
export function declaredErrors(): { code: string; definition: ErrorDefinition<never> }[] {
  return [...registry].map(([code, definition]) => ({ code, definition }))
}

/** A stored error said in the reader's language; null for a code that is no longer declared. */
export function saidAgain(code: string, params: ErrorParams, locale: Locale): string | null {
  const definition = registry.get(code)
  return definition ? new AppError(code, definition, params).in(locale) : null
}

export const commonErrors = defineErrors('common', {
  invalidInput: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) => `${p.where}: ${p.problem}`,
    'zh-CN': (p: { where: string; problem: string }) => `${p.where}：${p.problem}`,
  },
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { what: string; id: string }) =>
      `There is no ${p.what} "${p.id}" here. It may have been deleted, or belong to another workspace.`,
    'zh-CN': (p: { what: string; id: string }) =>
      `找不到${p.what}“${p.id}”，可能已被删除，或属于其他工作区。`,
  },
  cancelled: {
    kind: 'cancelled',
    retryable: true,
    en: (p: { what: string }) => `${p.what} was cancelled. Nothing was changed.`,
    'zh-CN': (p: { what: string }) => `已取消${p.what}，没有产生任何改动。`,
  },
  internal: {
    kind: 'internal',
    retryable: false,
    en: (p: { reference: string }) =>
      `Something went wrong on our side. Nothing half-done was kept. Give this reference to whoever runs the system: ${p.reference}`,
    'zh-CN': (p: { reference: string }) =>
      `系统内部出错，未保留任何不完整的结果。请将此编号告知系统管理员：${p.reference}`,
  },
})

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}

/** The message of anything thrown, for logs and nested messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
