import { defineErrors } from '../../kit/errors.ts'

export const caseErrors = defineErrors('case', {
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no case ${p.id} in this workspace. The customer may have been erased; open the list again.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有工单 ${p.id}，客户信息可能已删除。请重新打开工单列表。`,
  },
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  futureDay: {
    kind: 'invalid',
    retryable: false,
    en: () => 'The complaint would have come in the future. Correct when it was received.',
    'zh-CN': () => '投诉的接收时间晚于现在，请修改接收时间。',
  },
  notMember: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Only a member of the workspace can own a case. Choose somebody of the list.',
    'zh-CN': () => '只有此工作区的成员可以负责工单，请从列表中选择。',
  },
  badFile: {
    kind: 'invalid',
    retryable: false,
    en: (p: { columns: string }) =>
      `The file is no CSV with a header, or lacks a column. It needs ref and words; known are ${p.columns}. Correct the header and send the whole file again: what came in already is not opened twice.`,
    'zh-CN': (p: { columns: string }) =>
      `文件不是带表头的 CSV，或缺少必需的列。必须有 ref 和 words，可用的列有 ${p.columns}。请修正表头后重新上传整个文件，已导入的不会重复建单。`,
  },
  whoIsIt: {
    kind: 'invalid',
    retryable: false,
    en: (p: { found: number }) =>
      p.found === 0
        ? 'No customer has this address. Give the number of the customer, or an e-mail or telephone number we know.'
        : `${p.found} customers share this address. Give the number of the customer instead.`,
    'zh-CN': (p: { found: number }) =>
      p.found === 0
        ? '没有客户使用此联系方式。请填写客户编号，或系统中已有的邮箱、手机号。'
        : `有 ${p.found} 位客户共用此联系方式，请改填客户编号。`,
  },
  threadOfNobody: {
    kind: 'conflict',
    retryable: false,
    en: () => 'Nobody knows who wrote this. Link the thread to a customer first, then open the case.',
    'zh-CN': () => '尚不知道是谁写的。请先将会话关联到客户，再建工单。',
  },
  closed: {
    kind: 'conflict',
    retryable: false,
    en: () => 'The case is closed. Open it again before changing it.',
    'zh-CN': () => '工单已关闭，请先重新打开再修改。',
  },
  notClosed: {
    kind: 'conflict',
    retryable: false,
    en: () => 'The case is not closed, so there is nothing to open again.',
    'zh-CN': () => '工单尚未关闭，无需重新打开。',
  },
  remedyStands: {
    kind: 'conflict',
    retryable: false,
    en: (p: { remedy: string }) =>
      `“${p.remedy}” is promised or given in this case already. Withdraw it first, or open the case again for another one.`,
    'zh-CN': (p: { remedy: string }) =>
      `此工单已有补救措施“${p.remedy}”（待执行或已执行）。请先撤回，或重新打开工单后再提出新的措施。`,
  },
  unknownRemedy: {
    kind: 'invalid',
    retryable: false,
    en: (p: { remedy: string }) =>
      `The catalogue has no remedy “${p.remedy}” that fits this case. Choose one that is offered, or change the catalogue.`,
    'zh-CN': (p: { remedy: string }) =>
      `补救措施目录中没有适用于此工单的“${p.remedy}”。请从可选措施中选择，或修改目录。`,
  },
  standardOnly: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'By the draw this case gets the standard remedy, so that the worth of the larger ones can be told. Choose the standard remedy; where that would be wrong, raise the severity to 4 and say why.',
    'zh-CN': () =>
      '此工单被随机分入对照组，仅执行标准补救，以衡量额外补救的效果。请选择标准补救；若不妥，请把严重程度调为 4 级并说明原因。',
  },
  remedyNot: {
    kind: 'conflict',
    retryable: false,
    en: (p: { wanted: string }) =>
      `No remedy of this case is ${p.wanted} now: a colleague may have been quicker. Load the page again.`,
    'zh-CN': (p: { wanted: string }) => `此工单当前没有${p.wanted}的补救措施，可能已由同事处理。请刷新页面。`,
  },
  ownRemedy: {
    kind: 'forbidden',
    retryable: false,
    en: () => 'A remedy above the limit is approved by somebody else than who proposed it. Ask a colleague.',
    'zh-CN': () => '超过额度的补救措施须由提出者以外的人审批，请联系同事审批。',
  },
  remedyOpen: {
    kind: 'conflict',
    retryable: false,
    en: (p: { remedy: string }) =>
      `“${p.remedy}” is promised and not given yet. Give or withdraw it before closing the case.`,
    'zh-CN': (p: { remedy: string }) => `补救措施“${p.remedy}”尚未执行。请先执行或撤回，再关闭工单。`,
  },
  badCatalogue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) => `The remedies cannot be kept: ${p.problem}`,
    'zh-CN': (p: { problem: string }) => `补救措施目录无法保存：${p.problem}`,
  },
})
