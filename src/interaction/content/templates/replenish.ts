import { frame, salutation } from './frame.ts'
import { inBothLanguages } from './template.ts'

export const replenish = inBothLanguages({
  kind: 'replenish',
  objective: 'return',
  name: { en: 'Time to refill', 'zh-CN': '补货与搭配提醒' },
  help: {
    en: 'When what was bought is likely used up: a useful reminder, and what goes with it.',
    'zh-CN': '商品大概快用完时：一个有用的提醒，顺带合适的搭配。',
  },
  zh: {
    subject: '差不多该补货了',
    preheader: '上次买的，是不是快用完了？',
    mjml: frame({
      language: 'zh-CN',
      kicker: '贴心提醒',
      headline: '上次买的，<br />是不是快用完了？',
      paragraphs: [
        salutation.zh,
        '按一般的用量算，您上次买的东西差不多该补了。现在下单，用完之前就能送到。',
        '顺便看看常与它一起买的，能省下一次运费。',
      ],
      button: '再来一份',
      aside: '还没用完？不必理会，这封邮件只提醒一次。',
    }),
  },
  en: {
    subject: 'Time for a refill?',
    preheader: 'What you bought last time may be running low',
    mjml: frame({
      language: 'en',
      kicker: 'A small reminder',
      headline: 'Running low<br />on what you bought?',
      paragraphs: [
        salutation.en,
        'By the usual measure, what you bought last time is nearly used up. Ordered now, the next one is there before the last is gone.',
        'You may also like to see what others buy with it, and save a delivery.',
      ],
      button: 'Order again',
      aside: 'Not used up yet? Then never mind; we remind you only once.',
    }),
  },
})
