import { defineErrors } from '../../kit/errors.ts'

export const reviewErrors = defineErrors('review', {
  missingColumns: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; missing: string; missingZh: string }) =>
      `${p.file} has no column for ${p.missing}. Name one words and one date and upload it again.`,
    'zh-CN': (p: { file: string; missing: string; missingZh: string }) =>
      `${p.file} 缺少列：${p.missingZh}。请将列命名为“内容”（或 words）与“日期”（或 date）后重新上传。`,
  },
  tooMany: {
    kind: 'invalid',
    retryable: false,
    en: (p: { most: number }) =>
      `The file has more than ${p.most.toLocaleString('en')} reviews, the most one file takes. Nothing was imported; split it.`,
    'zh-CN': (p: { most: number }) => `文件超过单次上限 ${p.most} 条评价，未导入任何内容，请拆分后上传。`,
  },
  alreadyUndone: {
    kind: 'conflict',
    retryable: false,
    en: (p: { file: string }) => `The reviews of ${p.file} were taken out already.`,
    'zh-CN': (p: { file: string }) => `${p.file} 的评价已撤销导入。`,
  },
})
