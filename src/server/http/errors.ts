import { defineErrors } from '../../kit/errors.ts'

/** What can be wrong with a request before any room sees it. */
export const httpErrors = defineErrors('http', {
  field: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `${p.where}: ${p.problem}. Nothing was changed; correct it and send it again.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `${p.where}：${p.problem}。未做任何修改，请更正后重新提交。`,
  },
  malformedJson: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The body of the request is not valid JSON. Check quotes, commas and brackets.',
    'zh-CN': () => '请求体不是有效的 JSON。请检查引号、逗号和括号。',
  },
  bodyMissing: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The request needs a JSON body. Send one with the header content-type: application/json.',
    'zh-CN': () => '请求缺少 JSON 内容。请附上内容并设置 content-type: application/json。',
  },
  mediaType: {
    kind: 'invalid',
    retryable: false,
    en: (p: { expected: string }) =>
      `The content type of the request is not understood here. Send ${p.expected}.`,
    'zh-CN': (p: { expected: string }) => `无法识别请求的内容类型。请使用 ${p.expected}。`,
  },
  fileMissing: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The request carries no file. Send one as multipart/form-data in the field "file".',
    'zh-CN': () => '请求中没有文件。请以 multipart/form-data 的 file 字段上传。',
  },
  uploadBroken: {
    kind: 'invalid',
    retryable: true,
    en: () =>
      'The file did not arrive whole: the connection ended early. Nothing of it was kept; upload it again.',
    'zh-CN': () => '文件未完整到达：连接提前中断。未保留任何内容，请重新上传。',
  },
  bodyTooLarge: {
    kind: 'too_large',
    retryable: false,
    en: (p: { limit: string }) =>
      `The request is larger than ${p.limit}, the most that is accepted here. Send it in parts.`,
    'zh-CN': (p: { limit: string }) => `请求超过此处允许的上限 ${p.limit}。请拆分后发送。`,
  },
  noSuchAddress: {
    kind: 'not_found',
    retryable: false,
    en: (p: { method: string; path: string }) =>
      `There is nothing at ${p.method} ${p.path}. The addresses of the API are listed in docs/reference/openapi.json.`,
    'zh-CN': (p: { method: string; path: string }) =>
      `${p.method} ${p.path} 不存在。API 地址见 docs/reference/openapi.json。`,
  },
  badRequest: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The request could not be read. Check its address and headers.',
    'zh-CN': () => '无法解析请求，请检查地址和请求头。',
  },
  tooManyRequests: {
    kind: 'rate_limited',
    retryable: true,
    en: (p: { seconds: number; max: number }) =>
      `More than ${p.max} requests a minute came from you. Wait ${p.seconds} seconds and try again.`,
    'zh-CN': (p: { seconds: number; max: number }) =>
      `您的请求超过每分钟 ${p.max} 次。请等待 ${p.seconds} 秒后重试。`,
  },
  closing: {
    kind: 'unavailable',
    retryable: true,
    en: () => 'The server is stopping. Try again in a moment.',
    'zh-CN': () => '服务正在停止，请稍后重试。',
  },
})
