import { md5, numberList, sha256 } from './format.ts'

const about = (hash: string) => ({
  en: `One mobile number of mainland China a line: ${hash} of the eleven digits, in lower-case hexadecimal; no heading.`,
  'zh-CN': `每行一个中国大陆手机号：11 位数字的 ${hash}，十六进制小写；无表头。`,
})

/** Tencent Ads, 号码包 with 手机号 MD5. */
export const tencent = numberList(
  {
    id: 'tencent',
    label: { en: 'Tencent Ads (mobile, MD5)', 'zh-CN': '腾讯广告（手机号 MD5）' },
    about: about('MD5'),
  },
  md5,
)

/** Ocean Engine, 人群包 with 手机号 MD5. */
export const oceanEngineMd5 = numberList(
  {
    id: 'ocean-engine-md5',
    label: { en: 'Ocean Engine (mobile, MD5)', 'zh-CN': '巨量引擎（手机号 MD5）' },
    about: about('MD5'),
  },
  md5,
)

/** Ocean Engine, 人群包 with 手机号 SHA256. */
export const oceanEngineSha256 = numberList(
  {
    id: 'ocean-engine-sha256',
    label: { en: 'Ocean Engine (mobile, SHA-256)', 'zh-CN': '巨量引擎（手机号 SHA-256）' },
    about: about('SHA-256'),
  },
  sha256,
)
