import { defineErrors } from '../../kit/errors.ts'

/** What is answered to programs that send events. */
export const collectionErrors = defineErrors('collection', {
  badKey: {
    kind: 'unauthenticated',
    title: { en: 'The write key is not valid', 'zh-CN': '写入密钥无效' },
    retryable: false,
    en: () =>
      'The write key is missing, unknown or revoked. Send it as the user name of HTTP basic authentication, as "writeKey" in the body, or as "token" in the address of a Sensors Analytics client; keys are made under Data → Sources.',
    'zh-CN': () =>
      '缺少写入密钥，或密钥未知、已停用。请将其作为 HTTP Basic 认证的用户名，放入请求体的 "writeKey"，或作为神策客户端地址中的 "token"；密钥在“数据 → 数据来源”中创建。',
  },
  off: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { source: string }) =>
      `The source "${p.source}" is switched off, so nothing of this request was stored. Switch it on under Data → Sources.`,
    'zh-CN': (p: { source: string }) =>
      `数据来源“${p.source}”已关闭，本次请求未保存任何内容。请在“数据 → 数据来源”中开启。`,
  },
  notJson: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) => `The body is not a JSON object (${p.problem}). Nothing of it was stored.`,
    'zh-CN': (p: { problem: string }) => `请求体不是 JSON 对象（${p.problem}），未保存任何内容。`,
  },
  badEncoding: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The body says it is gzip but cannot be unpacked. Nothing of it was stored.',
    'zh-CN': () => '请求体声明为 gzip，但无法解压，未保存任何内容。',
  },
  unknownEncoding: {
    kind: 'invalid',
    retryable: false,
    en: (p: { encoding: string }) =>
      `content-encoding: "${p.encoding}" is not understood here. Pack the body with gzip, or send it as it is. Nothing of it was stored.`,
    'zh-CN': (p: { encoding: string }) =>
      `content-encoding：不支持“${p.encoding}”。请使用 gzip 压缩，或不压缩直接发送。未保存任何内容。`,
  },
  noBatch: {
    kind: 'invalid',
    retryable: false,
    en: () => 'batch: a list of events is expected here. Nothing was stored.',
    'zh-CN': () => 'batch：此处应为事件列表。未保存任何内容。',
  },
  noRecords: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'data_list: records are expected here, as JSON in base64, packed with gzip where gzip=1 ("data" for a single one). Nothing was stored.',
    'zh-CN': () =>
      'data_list：此处应为 base64 编码的 JSON 记录，gzip=1 时先经 gzip 压缩（单条记录用 “data”）。未保存任何内容。',
  },
  badChecksum: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'ext: the checksum (crc) is not that of the data, so some of it was lost or changed on the way. Nothing was stored; send it again.',
    'zh-CN': () => 'ext：校验和（crc）与数据不符，传输中有丢失或改动。未保存任何内容，请重新发送。',
  },
  tooLarge: {
    kind: 'too_large',
    retryable: false,
    en: (p: { limitKb: number }) =>
      `The request is larger than ${p.limitKb} KB unpacked. Nothing was stored; send fewer events at once.`,
    'zh-CN': (p: { limitKb: number }) =>
      `请求解压后超过 ${p.limitKb} KB，未保存任何内容。请减少单次发送的事件数。`,
  },
  eventTooLarge: {
    kind: 'too_large',
    retryable: false,
    en: (p: { where: string; limitKb: number }) =>
      `${p.where}: the event is larger than ${p.limitKb} KB. It was kept aside under Data → Sources, and no other event of this request was accepted.`,
    'zh-CN': (p: { where: string; limitKb: number }) =>
      `${p.where}：事件超过 ${p.limitKb} KB，已放入“数据 → 数据来源”的异常数据区；本次请求中没有其他事件被接收。`,
  },
  badEvent: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `${p.where}: ${p.problem}. It was kept aside under Data → Sources, and no other event of this request was accepted.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `${p.where}：${p.problem}。已放入“数据 → 数据来源”的异常数据区；本次请求中没有其他事件被接收。`,
  },
  busy: {
    kind: 'unavailable',
    retryable: true,
    en: () =>
      'More events are waiting than can be written at the moment. Send this request again in a few seconds.',
    'zh-CN': () => '等待写入的事件过多，请几秒后重新发送本次请求。',
  },
  notStored: {
    kind: 'unavailable',
    retryable: true,
    en: () =>
      'The events could not be written now. Send the same request again, with the same messageIds: none will be stored twice.',
    'zh-CN': () => '事件暂时无法写入。请用相同的 messageId 重新发送同一请求，不会重复保存。',
  },
  closing: {
    kind: 'unavailable',
    retryable: true,
    en: () => 'The server is stopping. Send this request again in a moment.',
    'zh-CN': () => '服务正在停止，请稍后重新发送本次请求。',
  },
  badReplay: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `${p.where}: ${p.problem}. The event stays in quarantine; correct it and replay it again.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `${p.where}：${p.problem}。该事件仍在异常数据区，请更正后重新回放。`,
  },
})
