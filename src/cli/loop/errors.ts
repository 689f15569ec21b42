import { defineErrors } from '../../kit/errors.ts'

export const loopErrors = defineErrors('loop', {
  notOrders: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; kind: string }) =>
      `${p.file} looks like a list of ${p.kind}, not of orders. Give an orders file, or name its columns in a mapping (--map FILE.yaml).`,
    'zh-CN': (p: { file: string; kind: string }) =>
      `${p.file} 看起来是 ${p.kind} 数据而不是订单。请提供订单文件，或用映射文件（--map FILE.yaml）写明各列。`,
  },
  noOrders: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `No order of ${p.file} could be stored. The reasons stand in the import's summary; repair the mapping (--map) and run again.`,
    'zh-CN': (p: { file: string }) =>
      `${p.file} 中没有任何订单可以入库。原因见导入摘要，请修正映射（--map）后重试。`,
  },
  asOfBeyond: {
    kind: 'invalid',
    retryable: false,
    en: (p: { asOf: string; last: string }) =>
      `--as-of ${p.asOf} lies after the newest order (${p.last}). Name a day inside the history, or leave it out.`,
    'zh-CN': (p: { asOf: string; last: string }) =>
      `--as-of ${p.asOf} 晚于最新一笔订单（${p.last}）。请选择历史之内的日期，或省略该参数。`,
  },
  badDate: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string; value: string }) =>
      `${p.option} ${p.value} is not a date. Write it as 2011-09-01.`,
    'zh-CN': (p: { option: string; value: string }) =>
      `${p.option} ${p.value} 不是有效日期，请写成 2011-09-01 这样的格式。`,
  },
  badNumber: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string; value: string; from: number; to: number }) =>
      `${p.option} ${p.value} must be a whole number from ${p.from} to ${p.to}.`,
    'zh-CN': (p: { option: string; value: string; from: number; to: number }) =>
      `${p.option} ${p.value} 必须是 ${p.from} 到 ${p.to} 之间的整数。`,
  },
  noReport: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string }) =>
      `${p.path} is not there. Run the loop first with --out naming this folder, then evaluate with --responses.`,
    'zh-CN': (p: { path: string }) =>
      `找不到 ${p.path}。请先用 --out 指定该目录运行一次，再用 --responses 评估。`,
  },
  nothingFollowed: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; asOf: string }) =>
      `${p.file} holds no order after ${p.asOf}, so there is nothing to evaluate yet.`,
    'zh-CN': (p: { file: string; asOf: string }) => `${p.file} 中没有 ${p.asOf} 之后的订单，暂时无法评估。`,
  },
})
