import { defineErrors } from '../../kit/errors.ts'

export const privacyErrors = defineErrors('privacy', {
  unknownUse: {
    kind: 'invalid',
    retryable: false,
    en: (p: { purpose: string }) =>
      `"${p.purpose}" is no purpose here. Use analysis, or one of the purposes under Settings, Consent.`,
    'zh-CN': (p: { purpose: string }) =>
      `此工作区没有用途“${p.purpose}”。请使用 analysis（统计分析），或“设置 · 同意”中的用途。`,
  },
  purposeLimited: {
    kind: 'invalid',
    retryable: false,
    en: (p: {
      what: string
      whatZh: string
      allowed: string
      allowedZh: string
      asked: string
      askedZh: string
      reason: string
    }) =>
      `${p.what} may be used for ${p.allowed} only, not for ${p.asked} (${p.reason}). Leave it out, or have the limit changed under Settings, Privacy.`,
    'zh-CN': (p: {
      what: string
      whatZh: string
      allowed: string
      allowedZh: string
      asked: string
      askedZh: string
      reason: string
    }) =>
      `${p.whatZh}仅可用于${p.allowedZh}，不能用于${p.askedZh}（${p.reason}）。请改用其他数据，或在“设置 · 隐私”中调整用途限制。`,
  },
  alreadyOpen: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'There is an open request of this kind for this customer. Answer or cancel that one first; nothing was added.',
    'zh-CN': () => '该客户已有同类请求尚未办结。请先答复或撤销该请求；未新增请求。',
  },
  wrongState: {
    kind: 'conflict',
    retryable: false,
    en: (p: { state: string }) =>
      `This request cannot be changed any more: it is ${p.state}. Load the list again to see where it stands.`,
    'zh-CN': (p: { state: string }) => `该请求的状态为 ${p.state}，不能再更改。请刷新列表查看最新状态。`,
  },
  changesMissing: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'A correction says which attributes are to be what, and no other request does. Add or leave out `changes`; nothing was recorded.',
    'zh-CN': () => '更正请求须写明要更正的属性与新值，其他请求则不应填写（changes）；未作记录。',
  },
  unknownField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string }) =>
      `"${p.field}" cannot be corrected here, or stands in the list twice. Choose attributes of the list, each once; nothing was recorded.`,
    'zh-CN': (p: { field: string }) =>
      `“${p.field}”不能在此更正，或在列表中重复。请从列表中选择属性，每项一次；未作记录。`,
  },
  sameValue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; fieldZh: string }) =>
      `${p.field}: the new value is the one that stands there already. Give another, or leave the field out; nothing was recorded.`,
    'zh-CN': (p: { field: string; fieldZh: string }) =>
      `${p.fieldZh}：新值与现有值相同。请填写其他值，或去掉该项；未作记录。`,
  },
  badValue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; fieldZh: string; type: 'text' | 'number' | 'yes_no' }) =>
      `${p.field}: this is no ${{ text: 'text', number: 'number as it is kept here (a year has four digits)', yes_no: 'yes or no' }[p.type]}. Correct it; nothing was recorded.`,
    'zh-CN': (p: { field: string; fieldZh: string; type: 'text' | 'number' | 'yes_no' }) =>
      `${p.fieldZh}：请填写${{ text: '文字', number: '有效的数字（年份为四位）', yes_no: '是或否' }[p.type]}；未作记录。`,
  },
  identifierInValue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; fieldZh: string }) =>
      `${p.field}: the value looks like an e-mail address, a telephone or an identity number. Attributes never hold those; nothing was recorded.`,
    'zh-CN': (p: { field: string; fieldZh: string }) =>
      `${p.fieldZh}：内容疑似邮箱、电话或证件号码，属性中不保存这类信息；未作记录。`,
  },
  notDownloaded: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'Nobody has downloaded this copy yet, so it cannot have been handed over. Download it first; nothing was recorded.',
    'zh-CN': () => '该副本尚未下载，不可能已经交付。请先下载；未作记录。',
  },
  handedWhen: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'A copy is handed over after it was asked for, and not in the future. Correct the date; nothing was recorded.',
    'zh-CN': () => '交付时间应晚于受理时间，且不能在将来。请更正日期；未作记录。',
  },
  samePerson: {
    kind: 'forbidden',
    retryable: false,
    en: () =>
      'You received this request yourself. In this workspace somebody else has to approve an erasure or a correction.',
    'zh-CN': () => '该请求由您登记。按本工作区的设置，删除与更正须由另一人批准。',
  },
  notThatKind: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `This is no ${p.kind} as customers are named by it. Correct it or choose another kind; nothing was changed.`,
    'zh-CN': (p: { kind: string }) => `填写的内容不是有效的 ${p.kind}。请更正或选择其他类型；未作更改。`,
  },
  notErased: {
    kind: 'conflict',
    retryable: false,
    en: () => 'Nobody who was erased was named by this, so nothing has to be lifted. Nothing was changed.',
    'zh-CN': () => '没有已删除的客户使用过这些信息，无需解除。未作更改。',
  },
  namesSomebody: {
    kind: 'conflict',
    retryable: false,
    en: (p: { kind: string; id: string }) =>
      `The ${p.kind} belongs to customer ${p.id} today. Record the consent on that customer's page; nothing was changed.`,
    'zh-CN': (p: { kind: string; id: string }) =>
      `该 ${p.kind} 目前属于客户 ${p.id}。请在该客户的页面登记同意；未作更改。`,
  },
  onHold: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'A legal hold keeps the data of this customer. Release it under Settings → Retention, or refuse the request with that reason.',
    'zh-CN': () => '该客户的数据处于法律保全中。请先在“设置 → 保存期限”解除保全，或以此为由拒绝请求。',
  },
  retentionRuns: {
    kind: 'conflict',
    retryable: true,
    en: () => 'Old data are being removed at this moment. Try again in a minute; nothing was changed.',
    'zh-CN': () => '正在清理到期数据。请稍后重试；未作更改。',
  },
  erasureRuns: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This customer is being erased already. It is too late for a hold.',
    'zh-CN': () => '该客户正在删除中，已无法设置保全。',
  },
  tooShort: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string; days: number }) =>
      `The kind "${p.kind}" has to be kept for ${p.days} days at least. Nothing was changed.`,
    'zh-CN': (p: { kind: string; days: number }) => `“${p.kind}”至少须保存 ${p.days} 天。未作更改。`,
  },
  reasonMissing: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `Say why the kind "${p.kind}" is kept that long; the reason stands in the processing record. Nothing was changed.`,
    'zh-CN': (p: { kind: string }) => `请填写“${p.kind}”保存这么久的理由，它会写入处理活动记录。未作更改。`,
  },
  noPolicy: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `No period is set for the kind "${p.kind}", so nothing of it is removed. Set one first.`,
    'zh-CN': (p: { kind: string }) => `“${p.kind}”尚未设置保存期限，不会清理。请先设置。`,
  },
  noCopy: {
    kind: 'not_found',
    retryable: false,
    en: () =>
      'There is no copy to download: the request is not approved, or the time for downloading is over. Approve it again where it is still needed.',
    'zh-CN': () => '没有可下载的副本：请求尚未批准，或下载期限已过。如仍需要，请重新批准。',
  },
  noCertificate: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no certificate: only erasures and corrections that are done have one.',
    'zh-CN': () => '没有证明：只有已完成的删除或更正才有证明。',
  },
  identifierInNote: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'The note holds an e-mail address or a telephone number. Describe it without; nothing was recorded.',
    'zh-CN': () => '备注中包含邮箱或电话号码。请改用不含这些信息的描述；未作记录。',
  },
})
