import { defineErrors } from '../../../kit/errors.ts'

export const mediaErrors = defineErrors('media', {
  missingColumns: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; missing: string; missingZh: string }) =>
      `In ${p.file} no column was chosen for ${p.missing}. Choose it among the columns of the file and take it again.`,
    'zh-CN': (p: { file: string; missing: string; missingZh: string }) =>
      `${p.file} 尚未指定${p.missingZh}所在的列，请在文件的列中选择后重新导入。`,
  },
  noColumn: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; column: string }) =>
      `${p.file} has no column “${p.column}”. Choose one of the columns it has.`,
    'zh-CN': (p: { file: string; column: string }) =>
      `${p.file} 中没有列“${p.column}”，请选择文件中已有的列。`,
  },
  unknownCurrency: {
    kind: 'invalid',
    retryable: false,
    en: (p: { currency: string }) =>
      `“${p.currency}” is no currency. Name it by its three letters, such as CNY or USD.`,
    'zh-CN': (p: { currency: string }) => `“${p.currency}”不是币种，请填写三位字母代码，如 CNY、USD。`,
  },
  needsRate: {
    kind: 'invalid',
    retryable: false,
    en: (p: { currency: string; home: string }) =>
      `The file is in ${p.currency}, your figures are in ${p.home}. Say how many ${p.home} one ${p.currency} cost.`,
    'zh-CN': (p: { currency: string; home: string }) =>
      `文件币种为 ${p.currency}，报表币种为 ${p.home}。请填写 1 ${p.currency} 折合多少 ${p.home}。`,
  },
  tooMany: {
    kind: 'invalid',
    retryable: false,
    en: (p: { most: number }) =>
      `The file has more than ${p.most.toLocaleString('en')} rows, the most one file takes. Nothing was taken; split it by time.`,
    'zh-CN': (p: { most: number }) => `文件超过单次上限 ${p.most} 行，未导入任何内容，请按时间拆分后上传。`,
  },
  nothing: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; bad: number }) =>
      `${p.file} has no day that can be taken (${p.bad} rows were refused). Look at what is wrong with the first of them.`,
    'zh-CN': (p: { file: string; bad: number }) =>
      `${p.file} 中没有可导入的日数据（${p.bad} 行有误），请先查看前几行的问题。`,
  },
  tiedElsewhere: {
    kind: 'conflict',
    retryable: false,
    en: (p: { source: string; place: string }) =>
      `“${p.source}” belongs to ${p.place} already. People count once: take it out there first.`,
    'zh-CN': (p: { source: string; place: string }) =>
      `来源“${p.source}”已归入 ${p.place}。每人只计一次，请先在那里移除。`,
  },
  alreadyUndone: {
    kind: 'conflict',
    retryable: false,
    en: (p: { file: string }) => `${p.file} was taken out already.`,
    'zh-CN': (p: { file: string }) => `${p.file} 已撤销导入。`,
  },
})
