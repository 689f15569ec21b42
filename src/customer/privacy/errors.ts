import { defineErrors } from '../../kit/errors.ts'

export const privacyErrors = defineErrors('privacy', {
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
  samePerson: {
    kind: 'forbidden',
    retryable: false,
    en: () =>
      'You received this request yourself. In this workspace somebody else has to approve an erasure.',
    'zh-CN': () => '该请求由您登记。按本工作区的设置，删除须由另一人批准。',
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
    en: () => 'There is no certificate: only erasures that are done have one.',
    'zh-CN': () => '没有证明：只有已完成的删除才有证明。',
  },
  identifierInNote: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'The note holds an e-mail address or a telephone number. Describe it without; nothing was recorded.',
    'zh-CN': () => '备注中包含邮箱或电话号码。请改用不含这些信息的描述；未作记录。',
  },
})
