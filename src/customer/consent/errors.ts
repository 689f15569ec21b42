import { defineErrors } from '../../kit/errors.ts'

export const consentErrors = defineErrors('consent', {
  unknownPurpose: {
    kind: 'invalid',
    retryable: false,
    en: (p: { purpose: string }) =>
      `There is no purpose "${p.purpose}" in this workspace. Add it under Settings, Consent, or use one that is there.`,
    'zh-CN': (p: { purpose: string }) =>
      `此工作区没有用途“${p.purpose}”。请在“设置 · 同意”中添加，或改用已有用途。`,
  },
  unknownChannel: {
    kind: 'invalid',
    retryable: false,
    en: (p: { purpose: string; channel: string }) =>
      `"${p.channel}" is no channel for "${p.purpose}". Use one of the channels of the consent policy, or * for all.`,
    'zh-CN': (p: { purpose: string; channel: string }) =>
      `“${p.channel}”不是用途“${p.purpose}”的渠道。请使用同意策略中列出的渠道，或用 * 表示全部。`,
  },
  inFuture: {
    kind: 'invalid',
    retryable: false,
    en: (p: { at: string }) =>
      `The time ${p.at} has not come yet. Give the moment the customer said so; nothing was recorded.`,
    'zh-CN': (p: { at: string }) => `时间 ${p.at} 尚未到来。请填写客户表态的实际时间；未作记录。`,
  },
  expiresBefore: {
    kind: 'invalid',
    retryable: false,
    en: (p: { expiresAt: string }) =>
      `A consent that ended on ${p.expiresAt} cannot begin after that. Choose a later end; nothing was recorded.`,
    'zh-CN': (p: { expiresAt: string }) =>
      `到期时间 ${p.expiresAt} 早于同意时间。请选择更晚的到期时间；未作记录。`,
  },
  identifierInNote: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'The note holds an e-mail address or a telephone number. Describe the proof without it; nothing was recorded.',
    'zh-CN': () => '备注中包含邮箱或电话号码。请改用不含这些信息的描述；未作记录。',
  },
  unknownText: {
    kind: 'invalid',
    retryable: false,
    en: (p: { id: string }) =>
      `The text "${p.id}" is no consent text for this purpose and channel. Choose one of those in the settings.`,
    'zh-CN': (p: { id: string }) => `“${p.id}”不是该用途和渠道的同意文本。请从设置中已有的文本中选择。`,
  },
  notByMail: {
    kind: 'invalid',
    retryable: false,
    en: (p: { channel: string }) =>
      `A confirmation by mail shows that somebody reads the mailbox; it proves nothing for "${p.channel}". Ask for e-mail, or for a purpose that is asked once for all channels.`,
    'zh-CN': (p: { channel: string }) =>
      `邮件确认只能证明邮箱由本人使用，不能证明渠道“${p.channel}”。请改为邮件渠道，或选择不分渠道的用途。`,
  },
  noAddress: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'No e-mail address of this customer is known, so nobody can be asked by mail. Nothing was recorded.',
    'zh-CN': () => '没有该客户的邮箱地址，无法发送确认邮件；未作记录。',
  },
  givenAlready: {
    kind: 'conflict',
    retryable: false,
    en: () => 'The customer has agreed to this already; there is nothing to confirm.',
    'zh-CN': () => '客户已同意此项，无需再次确认。',
  },
  askedRecently: {
    kind: 'rate_limited',
    retryable: false,
    en: (p: { minutes: number; most: number; days: number }) =>
      `The customer was asked recently. The next message may go ${p.minutes} minutes after the last, and at most ${p.most} in ${p.days} days.`,
    'zh-CN': (p: { minutes: number; most: number; days: number }) =>
      `近期已询问过该客户。两次确认邮件至少间隔 ${p.minutes} 分钟，${p.days} 天内最多 ${p.most} 次。`,
  },
  needsConfirmation: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'By the consent policy this holds only once the customer has confirmed it. Ask by mail, or name a proof on paper or of a confirmation elsewhere. Nothing was recorded.',
    'zh-CN': () =>
      '按同意策略，此项须经客户确认后生效。请发送确认邮件，或选择纸质凭证、他处确认凭证；未作记录。',
  },
  purposeTaken: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) => `There are two purposes "${p.id}". Give one of them another short name.`,
    'zh-CN': (p: { id: string }) => `用途标识“${p.id}”重复。请为其中一个换用其他标识。`,
  },
  purposeInUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `Consents or texts are on record for the purpose "${p.id}", so it stays. Nothing was changed.`,
    'zh-CN': (p: { id: string }) => `用途“${p.id}”已有同意记录或文本，不能移除；未做任何修改。`,
  },
})
