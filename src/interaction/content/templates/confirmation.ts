import type { EmailSource } from '../../ports.ts'
import { noticeMail } from './notice.ts'

const words = {
  'zh-CN': {
    subject: '请确认：{{ offer.name }}（{{ brand.name }}）',
    preheader: '点击链接并在页面上确认后才会生效',
    head: '请确认您的同意',
    ask: '{{ brand.name }}想征得您对以下事项的同意：<strong>{{ offer.name }}</strong>',
    button: '查看并确认',
    aside: '链接 {{ offer.valid_days }} 天内有效。如果这不是您本人的请求，请忽略本邮件，不会产生任何影响。',
    quoted: '{{ offer.words }}',
  },
  en: {
    subject: 'Please confirm: {{ offer.name }} ({{ brand.name }})',
    preheader: 'It holds once you confirm on the page behind the link',
    head: 'Please confirm that you agree',
    ask: '{{ brand.name }} asks whether you agree to: <strong>{{ offer.name }}</strong>',
    button: 'Look and confirm',
    aside:
      'The link is good for {{ offer.valid_days }} days. If you did not ask for this, do nothing: nothing happens then.',
    quoted: '{{ offer.words }}',
  },
} as const

/** Asks for a consent to be confirmed; the purpose stands in `offer.name`, the words in `offer.words`. No marketing in it. */
export function confirmationMail(language: 'zh-CN' | 'en'): EmailSource {
  return noticeMail(language, words[language])
}
