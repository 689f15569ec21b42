import { defineErrors } from '../../kit/errors.ts'

export const processingErrors = defineErrors('processing', {
  savedMeanwhile: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'Somebody saved a newer version meanwhile; yours was not stored. Load the page again and carry your changes over.',
    'zh-CN': () => '其间有人保存了更新的版本，您的内容未保存。请刷新页面，再合并您的修改。',
  },
  factsChanged: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'What the workspace does with data has changed since this assessment was opened; it was not stored. Load the page again, look at what changed, and decide on that.',
    'zh-CN': () => '打开本次评估之后，工作区的处理活动有变化，评估未保存。请刷新页面，查看变化后再作决定。',
  },
  noAssessment: {
    kind: 'not_found',
    retryable: false,
    en: () => 'There is no such assessment. Write one under Settings, Records of processing.',
    'zh-CN': () => '没有该评估。请在“设置 · 处理活动记录”中填写。',
  },
})
