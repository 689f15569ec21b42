import { defineErrors } from '../../kit/errors.ts'

export const surveyErrors = defineErrors('survey', {
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) => `There is no survey ${p.id} in this workspace. Open the list again.`,
    'zh-CN': (p: { id: string }) => `此工作区中没有调查 ${p.id}，请重新打开列表。`,
  },
  wasAnswered: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'Customers have answered this survey, so its kind and the options of its reasons stay as they are. Close it and make another one.',
    'zh-CN': () => '已有客户作答，题型和原因选项不能再改。请关闭此调查，另建一个。',
  },
  twice: {
    kind: 'invalid',
    retryable: false,
    en: (p: { id: string }) => `The option “${p.id}” stands there twice. Give each its own id.`,
    'zh-CN': (p: { id: string }) => `选项编号“${p.id}”重复，请改为不同的编号。`,
  },
})
