import { defineErrors } from '../../kit/errors.ts'

export const letterErrors = defineErrors('letter', {
  noSender: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'Letters have no return address yet, so undeliverable ones would be lost. Name it under Campaigns → Letters → Settings.',
    'zh-CN': () => '尚未填写寄件地址，无法投递的信函将无处退回。请在“营销活动 → 信函 → 设置”中填写。',
  },
  nothingWaits: {
    kind: 'conflict',
    retryable: false,
    en: (p: { left: number }) =>
      p.left === 0
        ? 'No letter of this campaign waits to be printed. Launch the campaign first, or look at its batches.'
        : `No letter of this campaign can be printed: ${p.left} were looked at and left out; the deliveries say why of each.`,
    'zh-CN': (p: { left: number }) =>
      p.left === 0
        ? '该活动没有等待打印的信函。请先启动活动，或查看已有批次。'
        : `该活动没有可打印的信函：已检查 ${p.left} 封，均未通过；投递记录中列有每一封的原因。`,
  },
  stopped: {
    kind: 'conflict',
    retryable: false,
    en: () => 'Letters are stopped. Let them go on under Campaigns → Letters first; nothing was changed.',
    'zh-CN': () => '信函渠道已停用，请先在“营销活动 → 信函”中恢复。未做任何修改。',
  },
  paused: {
    kind: 'conflict',
    retryable: false,
    en: () => 'The campaign of these letters is paused. Let it go on on its page first; nothing was changed.',
    'zh-CN': () => '这些信函所属的营销活动已暂停，请先在活动页面恢复。未做任何修改。',
  },
  handedOver: {
    kind: 'conflict',
    retryable: false,
    en: (p: { number: number }) => `Batch ${p.number} was handed over already; nothing was changed.`,
    'zh-CN': (p: { number: number }) => `批次 ${p.number} 已交寄，未做任何修改。`,
  },
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: () =>
      'There is no such batch of letters; it may have been discarded. Open the list of batches again.',
    'zh-CN': () => '没有这个信函批次，可能已被作废。请重新打开批次列表。',
  },
  printStopped: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { reason: string }) => `The letters could not be drawn (${p.reason}). Download the file again.`,
    'zh-CN': (p: { reason: string }) => `信函生成中断（${p.reason}），请重新下载。`,
  },
})
