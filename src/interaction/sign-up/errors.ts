import { defineErrors } from '../../kit/errors.ts'

export const signUpErrors = defineErrors('sign_up', {
  noWords: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'There are no words to agree to in both languages yet. Write them under Settings → Consent for marketing by e-mail, then open the page.',
    'zh-CN': (_: Record<string, never>) =>
      '尚未用两种语言写好同意内容。请先在“设置 → 同意管理”中填写邮件营销的同意文本，再开放页面。',
  },
  unknownTopic: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) =>
      'One of the topics is offered no more. Load the page again and choose among those shown.',
    'zh-CN': (_: Record<string, never>) => '其中一个主题已不再提供。请重新加载页面后再选择。',
  },
})
