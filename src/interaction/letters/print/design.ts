import type { Locale } from '../../../kit/errors.ts'
import type { LetterSettings } from '../settings.ts'

/** All that is printed on one letter; nothing else is known to whoever prints. */
export interface PrintedLetter {
  code: string
  /** Lines as they stand in the window. */
  address: readonly string[]
  headline: string
  body: string
  /** Where the QR codes lead: the offer (null: none), and where to say that no more letters are wanted. */
  offerUrl: string | null
  optOutUrl: string
  /** Of what is printed around its words, and the date as it writes it; absent: as the batch says. */
  language?: Locale
  date?: string
}

/** What the letters of a batch have in common. */
export interface LetterDesign {
  settings: LetterSettings
  language: Locale
  /** As it stands on the letter. */
  date: string
  /** Name of the company where the settings name no sender. */
  brand: string
}

/** What stands there whatever the author writes. */
export const printedWords = {
  'zh-CN': {
    offer: '扫码查看',
    optOut: (sender: string) =>
      `如不希望再收到${sender}的邮寄信函，请扫描右侧二维码，或将本信注明“拒收”后寄回上述地址。`,
    code: '编号',
  },
  en: {
    offer: 'Scan to see it',
    optOut: (sender: string) =>
      `No more letters from ${sender}? Scan the code on the right, or return this letter marked “no more letters”.`,
    code: 'No.',
  },
} as const
