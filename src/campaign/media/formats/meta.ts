import { defineAudienceFormat, sha256 } from './format.ts'

/** Meta custom audiences: e-mail trimmed in lower case; telephone as digits with the country's code, without signs. */
export const meta = defineAudienceFormat({
  id: 'meta',
  label: { en: 'Meta (custom audience)', 'zh-CN': 'Meta（自定义受众）' },
  about: {
    en: 'email and phone, SHA-256: addresses in lower case; numbers as digits with country code, without +.',
    'zh-CN': 'email 与 phone 两列，SHA-256；邮箱转小写；手机号为带国家代码的纯数字，不带 +。',
  },
  keys: ['email', 'phone'],
  head: ['email', 'phone'],
  row: ({ email, phone }) =>
    email === undefined && phone === undefined
      ? null
      : [
          email === undefined ? '' : sha256(email.trim().toLowerCase()),
          phone === undefined ? '' : sha256(phone.replace(/\D/g, '')),
        ],
})
