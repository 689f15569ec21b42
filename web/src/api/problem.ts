/** What the server answers when something is wrong (RFC 9457), as an error the pages can show. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly retryable: boolean
  readonly requestId: string

  constructor(input: {
    message: string
    status: number
    code: string
    retryable: boolean
    requestId?: string
  }) {
    super(input.message)
    this.name = 'Problem'
    this.status = input.status
    this.code = input.code
    this.retryable = input.retryable
    this.requestId = input.requestId ?? ''
  }
}

/** The server cannot be reached at all; the words come from the dictionary, the server having none to give. */
export function offlineProblem(): Problem {
  return new Problem({ message: '', status: 0, code: 'offline', retryable: true })
}

/** Reads a problem out of an answer; `body` is whatever came, JSON or not. */
export function problemFrom(status: number, body: unknown): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const text = (key: string) => (typeof given[key] === 'string' ? (given[key] as string) : '')
  return new Problem({
    message: text('detail') || text('title'),
    status,
    code: text('code') || 'unexpected',
    retryable: typeof given.retryable === 'boolean' ? given.retryable : status >= 500,
    requestId: text('requestId'),
  })
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const message = error instanceof Error ? error.message : String(error)
  return new Problem({ message, status: 0, code: 'unexpected', retryable: true })
}
