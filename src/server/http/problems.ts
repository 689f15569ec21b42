import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AppError, commonErrors, isAppError, type Locale } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { httpErrors } from './errors.ts'
import { statusOf } from './status.ts'

const titles: Record<Locale, Record<number, string>> = {
  en: {
    400: 'The request is not right',
    401: 'Sign in first',
    403: 'Not allowed',
    404: 'Not found',
    409: 'Not possible now',
    413: 'Too large',
    429: 'Too many requests',
    499: 'Cancelled',
    500: 'Our fault',
    503: 'Not available now',
  },
  'zh-CN': {
    400: '请求有误',
    401: '请先登录',
    403: '没有权限',
    404: '未找到',
    409: '当前无法执行',
    413: '内容过大',
    429: '请求过于频繁',
    499: '已取消',
    500: '系统内部错误',
    503: '暂不可用',
  },
}

/** Anything thrown, as an error whose sentence may be shown. */
export function asAppError(error: unknown, requestId: string): AppError {
  if (isAppError(error)) return error
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number }
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return httpErrors.malformedJson({}, error)
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return httpErrors.bodyMissing({}, error)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return httpErrors.mediaType({ expected: 'application/json' }, error)
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return httpErrors.bodyTooLarge({ limit: `${bodyLimitBytes / 1024 ** 2} MiB` }, error)
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return httpErrors.badRequest({}, error)
  return commonErrors.internal({ reference: requestId }, error)
}

/** JSON bodies; files are streamed and have limits of their own. */
export const bodyLimitBytes = 4 * 1024 ** 2

/** RFC 9457 in the reader's language. */
export function problemOf(error: AppError, locale: Locale, requestId: string) {
  const status = statusOf[error.kind]
  return {
    type: `urn:liangti:error:${error.code}`,
    title: error.titleIn(locale) ?? titles[locale][status] ?? error.code,
    status,
    code: error.code,
    detail: error.in(locale),
    retryable: error.retryable,
    requestId,
  }
}

/** Answers an error, and writes those that are our fault into the log with the reference the reader is given. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  locale: Locale,
  log: Log,
) {
  const error = asAppError(thrown, request.id)
  if (error.kind === 'internal' || error.kind === 'unavailable') {
    log.error({ requestId: request.id, code: error.code, err: error.cause ?? error }, 'request failed')
  }
  const problem = problemOf(error, locale, request.id)
  if (error.kind === 'rate_limited') {
    const seconds = error.params.seconds ?? Number(error.params.minutes ?? 1) * 60
    reply.header('retry-after', String(seconds))
  }
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', locale)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem))
}
