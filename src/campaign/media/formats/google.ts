import { defineAudienceFormat, sha256 } from './format.ts'

/** Google Ads, Customer Match: "Format your customer data" – trimmed, lower case, SHA-256 in hexadecimal; E.164 with +. */
export const google = defineAudienceFormat({
  id: 'google',
  label: { en: 'Google Ads (Customer Match)', 'zh-CN': 'Google Ads（客户匹配）' },
  about: {
    en: 'Email and Phone, SHA-256: addresses in lower case, Gmail’s without dots and +suffix; numbers with + and country code.',
    'zh-CN': 'Email 与 Phone 两列，SHA-256；邮箱转小写，Gmail 去掉点号与 + 后缀；手机号带 + 与国家代码。',
  },
  keys: ['email', 'phone'],
  head: ['Email', 'Phone'],
  row: ({ email, phone }) =>
    email === undefined && phone === undefined
      ? null
      : [email === undefined ? '' : sha256(gmailForm(email)), phone === undefined ? '' : sha256(phone)],
})

/** Of addresses at gmail.com and googlemail.com dots and what follows a plus are not part of who it is. */
function gmailForm(email: string): string {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@')
  if (domain !== 'gmail.com' && domain !== 'googlemail.com') return `${local}@${domain}`
  return `${local.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`
}
