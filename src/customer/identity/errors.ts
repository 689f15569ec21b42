import { defineErrors } from '../../kit/errors.ts'

export const identityErrors = defineErrors('identity', {
  emptyId: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `The ${p.kind === 'account' ? 'userId' : 'anonymousId'} is blank. Send an id of at least one visible character.`,
    'zh-CN': (p: { kind: string }) =>
      `${p.kind === 'account' ? 'userId' : 'anonymousId'} 为空。请传入至少一个可见字符的标识。`,
  },
  unusableValue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { kind: string }) =>
      `The value cannot be compared as ${p.kind}. Write it as customers have it, such as +86 138 0013 8000 or ann@example.com.`,
    'zh-CN': (p: { kind: string }) =>
      `该值无法作为 ${p.kind} 比对。请按客户资料中的写法填写，例如 +86 138 0013 8000 或 ann@example.com。`,
  },
  proposalNotFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no proposal ${p.id} in this workspace. Reload the review queue and choose one from there.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有待复核项 ${p.id}。请刷新复核列表，从中选择。`,
  },
  proposalAnswered: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `The proposal ${p.id} has been answered already. Reload the review queue; a merge can be undone in the history.`,
    'zh-CN': (p: { id: string }) =>
      `待复核项 ${p.id} 已有结论。请刷新复核列表；如需更改，可在合并历史中撤销。`,
  },
  comparingStopped: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { reason: string }) =>
      `Comparing the records ended early (${p.reason}). Nothing was proposed; start it again, and if it ends again give the program more memory.`,
    'zh-CN': (p: { reason: string }) =>
      `记录比对中途结束（${p.reason}），未提出任何建议。请重新开始；若再次中断，请为程序分配更多内存。`,
  },
  mergeNotFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no merge ${p.id} in this workspace. Open the merge history and choose one from there.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有合并记录 ${p.id}。请打开合并历史，从中选择。`,
  },
  alreadyUndone: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `The merge ${p.id} has been undone already; the two customers stand apart. Reload the page to see it.`,
    'zh-CN': (p: { id: string }) => `合并 ${p.id} 已被撤销，两位客户已分开。请刷新页面查看。`,
  },
})
