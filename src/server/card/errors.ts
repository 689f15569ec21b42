import { defineErrors } from '../../kit/errors.ts'

export const cardErrors = defineErrors('card', {
  badOrigin: {
    kind: 'invalid',
    retryable: false,
    en: (p: { origin: string }) =>
      `"${p.origin}" is no origin a card may be embedded by. Write it as https://crm.example.com, with the port where it has one; no path and no wildcard.`,
    'zh-CN': (p: { origin: string }) =>
      `“${p.origin}”不能作为可嵌入客户卡片的来源。请写成 https://crm.example.com 的形式，有端口时带上端口，不带路径，也不用通配符。`,
  },
  livesTooLong: {
    kind: 'invalid',
    retryable: false,
    en: (p: { minutes: number; longest: number }) =>
      `A link of ${p.minutes} minutes is longer than the ${p.longest} the card settings allow. Ask for less, or have an owner allow more.`,
    'zh-CN': (p: { minutes: number; longest: number }) =>
      `链接有效期 ${p.minutes} 分钟超过卡片设置允许的 ${p.longest} 分钟。请缩短有效期，或由所有者在卡片设置中放宽。`,
  },
  fieldNotAllowed: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { field: string }) =>
      `Cards of this workspace may not show "${p.field}". Leave it out, or have an owner allow it in the card settings.`,
    'zh-CN': (p: { field: string }) =>
      `本工作区的客户卡片不允许显示“${p.field}”。请去掉该项，或由所有者在卡片设置中放行。`,
  },
})
