import { frame, salutation } from './frame.ts'
import { inBothLanguages } from './template.ts'

export const welcome = inBothLanguages({
  kind: 'welcome',
  objective: 'acquire',
  name: { en: 'Welcome', 'zh-CN': '欢迎新朋友' },
  help: {
    en: 'For people who have not bought yet: who we are in three sentences, and an easy first step.',
    'zh-CN': '写给还没有下过单的人：三句话说清我们是谁，并给一个轻松的开始。',
  },
  zh: {
    subject: '欢迎，从这里开始',
    preheader: '认识一下，并送上一份见面礼',
    mjml: frame({
      language: 'zh-CN',
      kicker: '欢迎',
      headline: '很高兴认识您',
      paragraphs: [
        salutation.zh,
        '这里是{{ brand.name }}。我们只卖自己愿意用的东西，价格写得清楚，不合适可以退。',
        '第一次来，送您一份见面礼：',
      ],
      button: '开始逛逛',
      aside: '拿不定主意时，回复这封邮件，我们帮您选。',
    }),
  },
  en: {
    subject: 'Welcome. Start here',
    preheader: 'A word about us, and something for your first visit',
    mjml: frame({
      language: 'en',
      kicker: 'Welcome',
      headline: 'Good to meet you',
      paragraphs: [
        salutation.en,
        'This is {{ brand.name }}. We sell what we would use ourselves, the price is the price, and what does not suit you can go back.',
        'For your first visit:',
      ],
      button: 'Look around',
      aside: 'Not sure what to choose? Reply to this message and we help.',
    }),
  },
})
