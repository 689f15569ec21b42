import { frame, salutation } from './frame.ts'
import { inBothLanguages } from './template.ts'

export const thankYou = inBothLanguages({
  kind: 'thank-you',
  objective: 'retain',
  name: { en: 'Thank you, and a second purchase', 'zh-CN': '感谢与二次购买' },
  help: {
    en: 'After the first purchase: thanks first, then a gentle invitation to the second.',
    'zh-CN': '首购之后：先致谢，再自然地邀请第二次光临。',
  },
  zh: {
    subject: '谢谢您选择我们',
    preheader: '第一次相识，想好好说声谢谢',
    mjml: frame({
      language: 'zh-CN',
      kicker: '谢谢您',
      headline: '第一次相识，<br />想好好说声谢谢',
      paragraphs: [
        salutation.zh,
        '感谢您选择{{ brand.name }}。希望这次的东西您用得顺手；若有任何问题，回复这封邮件就能找到我们。',
        '下次再来时，请带上这份谢礼。',
      ],
      button: '看看还有什么适合您',
      aside: '不着急，需要的时候再用。',
    }),
  },
  en: {
    subject: 'Thank you for choosing us',
    preheader: 'A proper thank-you for your first order',
    mjml: frame({
      language: 'en',
      kicker: 'Thank you',
      headline: 'Your first order<br />deserves a proper thank-you',
      paragraphs: [
        salutation.en,
        'Thank you for choosing {{ brand.name }}. We hope everything serves you well; if anything does not, reply to this message and you reach us.',
        'When you come by again, please bring this along.',
      ],
      button: 'See what else may suit you',
      aside: 'No hurry. Use it when you need something.',
    }),
  },
})
