import type { MarketingChoice } from '../../customer/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { Locale } from '../../kit/errors.ts'
import { escapeHtml, gap, publicPage } from '../../kit/public-page.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type ContactPace, contactPaces } from '../../stores/ledger/schema/wishes.ts'
import type { TopicChoice } from './topics.ts'
import type { ContactWish } from './wishes.ts'

const words = {
  en: {
    title: 'What you would like to hear',
    body: (brand: string) =>
      `Choose how ${brand} may send you offers. Messages about your orders still come.`,
    channels: 'By',
    topics: 'About',
    pace: 'How often, over all of them',
    paces: { any: 'As it comes', weekly: 'At most once a week', monthly: 'At most once a month' },
    pause: 'Pause',
    noPause: 'No pause',
    days: { '30': '30 days', '90': '90 days', '180': 'Half a year' },
    keep: (day: string) => `Until ${day}, as it is`,
    save: 'Save',
    done: 'Saved',
    doneBody: 'It holds from now on. You can change it here whenever you like.',
  },
  'zh-CN': {
    title: '您希望怎样收到我们的消息',
    body: (brand: string) =>
      `请选择${gap(brand).before}${brand}${gap(brand).after}可以怎样向您发送优惠信息。与订单有关的通知不受影响。`,
    channels: '接收渠道',
    topics: '感兴趣的内容',
    pace: '总的频次',
    paces: { any: '不限', weekly: '每周最多一次', monthly: '每月最多一次' },
    pause: '暂停接收',
    noPause: '不暂停',
    days: { '30': '暂停 30 天', '90': '暂停 90 天', '180': '暂停半年' },
    keep: (day: string) => `保持不变，暂停至 ${day}`,
    save: '保存',
    done: '已保存',
    doneBody: '从现在起生效，您可以随时回到本页修改。',
  },
} as const

export interface Preferences {
  workspace: Workspace
  choices: readonly MarketingChoice[]
  topics: readonly TopicChoice[]
  wish: ContactWish
}

/** Nothing on it says whose it is: a message may be passed on. */
export function preferencesPage(locale: Locale, preferences: Preferences, isSaved: boolean): string {
  const text = words[locale]
  const { workspace, choices, topics, wish } = preferences
  const brand = brandName(workspace, locale)
  const boxes = choices.map(({ channel, label, allowed }) => box(channel, label[locale], allowed)).join('')
  const about = topics
    .map(({ id, name, wants }) => box(`topic_${id}`, name[locale] || name['zh-CN'] || name.en, wants))
    .join('')
  const shown = choices.map(({ channel }) => channel).join(',')
  const form = `<form method="post"><input type="hidden" name="shown" value="${shown}"><input type="hidden" name="topics" value="${topics.map(({ id }) => id).join(',')}">${
    boxes === '' ? '' : `<fieldset><legend>${text.channels}</legend>${boxes}</fieldset>`
  }${
    about === '' ? '' : `<fieldset><legend>${text.topics}</legend>${about}</fieldset>`
  }<label class="row">${text.pace}<select name="pace">${paces(text.paces, wish.pace)}</select></label><label class="row">${
    text.pause
  }<select name="pause">${pauses(locale, workspace, wish.pausedUntil)}</select></label><button>${text.save}</button></form>`
  return publicPage(locale, {
    brand: workspace,
    title: isSaved ? text.done : text.title,
    body: isSaved ? text.doneBody : text.body(brand),
    form,
  })
}

function box(name: string, label: string, isTicked: boolean): string {
  return `<label><input type="checkbox" name="${name}"${isTicked ? ' checked' : ''}> ${escapeHtml(label)}</label>`
}

function paces(labels: Readonly<Record<ContactPace, string>>, chosen: ContactPace): string {
  return contactPaces
    .map((pace) => `<option value="${pace}"${pace === chosen ? ' selected' : ''}>${labels[pace]}</option>`)
    .join('')
}

/** As it is comes first and is chosen: who saves something else must not pause by it. */
function pauses(locale: Locale, workspace: Workspace, until: Date | null): string {
  const text = words[locale]
  const day = until?.toLocaleDateString('sv-SE', { timeZone: workspace.timeZone })
  const option = (value: string, label: string) => `<option value="${value}">${label}</option>`
  return [
    ...(day === undefined ? [] : [option('keep', text.keep(day))]),
    option('none', text.noPause),
    ...Object.entries(text.days).map(([days, label]) => option(days, label)),
  ].join('')
}
