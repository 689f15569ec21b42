import type { EmailSource } from '../../ports.ts'
import { noticeMail } from './notice.ts'

const words = {
  'zh-CN': {
    subject: '{{ brand.name }}：您对这次投诉的处理满意吗',
    preheader: '一个问题，半分钟',
    head: '您对处理结果满意吗？',
    ask: '您不久前向{{ brand.name }}反映的问题已处理完毕。请告诉我们，处理得怎么样。',
    quoted: '',
    button: '作答',
    aside: '只有一个问题。不想作答，忽略本邮件即可，我们不会再问。',
  },
  en: {
    subject: '{{ brand.name }}: how did we handle your complaint?',
    preheader: 'One question, half a minute',
    head: 'How did we do?',
    ask: 'What you told {{ brand.name }} about has been dealt with. Please tell us how we handled it.',
    quoted: '',
    button: 'Answer',
    aside: 'It is one question. If you would rather not, do nothing: we do not ask again.',
  },
} as const

/** Asks, after a complaint was closed, how it was handled. No marketing in it. */
export function followUpMail(language: 'zh-CN' | 'en'): EmailSource {
  return noticeMail(language, words[language])
}
