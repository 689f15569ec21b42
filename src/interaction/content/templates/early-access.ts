import { frame, salutation } from './frame.ts'
import { inBothLanguages } from './template.ts'

export const earlyAccess = inBothLanguages({
  kind: 'early-access',
  objective: 'grow',
  name: { en: 'Early access for the best customers', 'zh-CN': '高价值客户优先选购' },
  help: {
    en: 'For customers of high value: a privilege before others get it, rather than a discount.',
    'zh-CN': '写给高价值客户：先于他人的优待，而不是打折。',
  },
  zh: {
    subject: '请您先挑：新品优先选购',
    preheader: '公开发售之前，先为您留好',
    mjml: frame({
      language: 'zh-CN',
      kicker: '优先选购',
      headline: '在所有人之前，<br />请您先挑',
      paragraphs: [
        salutation.zh,
        '您是我们最看重的客户之一。新品公开发售之前，先请您看、请您挑，为您留货。',
        '这份优待只给少数客户：',
      ],
      button: '优先选购',
      aside: '需要有人帮您搭配或留货，回复这封邮件即可。',
    }),
  },
  en: {
    subject: 'You choose first',
    preheader: 'Kept for you before anyone else sees it',
    mjml: frame({
      language: 'en',
      kicker: 'Early access',
      headline: 'Before everyone else,<br />you choose',
      paragraphs: [
        salutation.en,
        'You are among the customers who matter most to us. Before the new collection goes on sale, it is yours to look at, and we keep what you like.',
        'This is for a few customers only:',
      ],
      button: 'Choose first',
      aside: 'If you would like help or something put aside, reply to this message.',
    }),
  },
})
