import type { EmailSource } from '../../ports.ts'
import { noticeMail } from './notice.ts'

const words = {
  'zh-CN': {
    subject: '请确认：您是否向{{ brand.name }}提交了投诉',
    preheader: '如果不是您本人，请忽略本邮件',
    head: '这是您本人提交的吗？',
    ask: '有人在{{ brand.name }}的投诉页面上留下了您的邮箱。如果是您本人，请打开链接查看并确认，我们答复时就能查看您的订单。',
    quoted: '',
    button: '查看并确认',
    aside: '如果不是您本人，请忽略本邮件，不会产生任何影响。',
  },
  en: {
    subject: 'Was it you who wrote to {{ brand.name }}?',
    preheader: 'If it was not you, do nothing',
    head: 'Was it you?',
    ask: 'Somebody gave your address on the page where one complains to {{ brand.name }}. If it was you, look and confirm: then we see your orders when we answer.',
    quoted: '',
    button: 'Look and confirm',
    aside: 'If it was not you, do nothing: nothing happens then.',
  },
} as const

/** Asks whether a complaint is the recipient's own. The words themselves stand on the page, not in the mail. */
export function complaintMail(language: 'zh-CN' | 'en'): EmailSource {
  return noticeMail(language, words[language])
}
