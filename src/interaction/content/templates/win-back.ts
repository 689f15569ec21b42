import { frame, salutation } from './frame.ts'
import { inBothLanguages } from './template.ts'

export const winBack = inBothLanguages({
  kind: 'win-back',
  objective: 'retain',
  name: { en: 'Win back', 'zh-CN': '流失挽回' },
  help: {
    en: 'For customers who have not bought for a long time: no reproach, one reason to return.',
    'zh-CN': '写给久未下单的客户：不责备，只给一个回来的理由。',
  },
  zh: {
    subject: '好久不见，为您留了一份心意',
    preheader: '{{ offer.words }}，{{ offer.valid_days }} 天内有效',
    mjml: frame({
      language: 'zh-CN',
      kicker: '好久不见',
      headline: '想起您，<br />所以写来问候',
      paragraphs: [
        salutation.zh,
        '距上次见面有些日子了。这段时间我们换了新品，也改掉了一些您可能不满意的地方。',
        '如果您愿意再来看看，下面这份心意为您留着。',
      ],
      button: '回来看看',
      aside: '如果是我们哪里没做好，直接回复这封邮件告诉我们，会有人认真读。',
    }),
  },
  en: {
    subject: 'It has been a while. This is for you',
    preheader: '{{ offer.words }}, for {{ offer.valid_days }} days',
    mjml: frame({
      language: 'en',
      kicker: 'It has been a while',
      headline: 'We thought of you,<br />so here is a note',
      paragraphs: [
        salutation.en,
        'Some time has passed since your last visit. There are new things here, and we mended a few that may have bothered you.',
        'If you would like to look in again, this is kept for you.',
      ],
      button: 'Come and see',
      aside: 'If we let you down, reply to this message and tell us. Somebody reads it.',
    }),
  },
})
