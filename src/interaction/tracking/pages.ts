import { brandName } from '../../kit/brand.ts'
import type { Locale } from '../../kit/errors.ts'
import { gap, publicPage } from '../../kit/public-page.ts'
import type { Workspace } from '../../kit/workspace.ts'

const words = {
  en: {
    ask: 'Stop these e-mails?',
    askBody: (brand: string) => `You will get no more marketing e-mails from ${brand} at this address.`,
    button: 'Unsubscribe',
    done: 'You are unsubscribed',
    doneBody: (brand: string) => `${brand} sends no more marketing e-mails to this address, from now on.`,
    less: 'Fewer messages or a pause instead',
    gone: 'This link is not valid',
    goneBody: 'It may have been cut off. Open the original message and use its link again.',
  },
  'zh-CN': {
    ask: '不再接收这些邮件？',
    askBody: (brand: string) =>
      `退订后，此邮箱将不再收到${gap(brand).before}${brand}${gap(brand).after}的营销邮件。`,
    button: '确认退订',
    done: '已退订',
    doneBody: (brand: string) => `从现在起，${brand}${gap(brand).after}不再向此邮箱发送营销邮件。`,
    less: '改为少收一些，或暂停一段时间',
    gone: '链接无效',
    goneBody: '链接可能不完整。请回到原邮件重新打开。',
  },
} as const

/**
 * Asks; only its button, a POST to the same address, unsubscribes.
 * @param preferences path of the page that offers less than all or nothing
 */
export function askPage(locale: Locale, workspace: Workspace, preferences: string): string {
  const text = words[locale]
  const form = `<form method="post"><button name="List-Unsubscribe" value="One-Click">${text.button}</button></form>`
  const less = `<p style="margin-top:16px"><a href="${preferences}">${text.less}</a></p>`
  const body = text.askBody(brandName(workspace, locale))
  return publicPage(locale, { brand: workspace, title: text.ask, body, form: form + less })
}

export function donePage(locale: Locale, workspace: Workspace): string {
  const text = words[locale]
  const body = text.doneBody(brandName(workspace, locale))
  return publicPage(locale, { brand: workspace, title: text.done, body, form: '' })
}

export function gonePage(locale: Locale): string {
  const text = words[locale]
  return publicPage(locale, { brand: '', title: text.gone, body: text.goneBody, form: '' })
}
