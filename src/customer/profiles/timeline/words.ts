import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { policyOf } from '../../consent/policy.ts'
import { allChannels, consentChannels } from '../../consent/purposes.ts'
import type { Item } from './item.ts'

const titles: Record<string, Localized> = {
  'order sale': { en: 'Order', 'zh-CN': '下单' },
  'order return': { en: 'Return', 'zh-CN': '退货' },
  'touch sent': { en: 'Sent', 'zh-CN': '已发送' },
  'touch called': { en: 'Called', 'zh-CN': '电话或门店联系' },
  'touch failed': { en: 'Not delivered', 'zh-CN': '发送失败' },
  'touch unknown': { en: 'Sending unknown', 'zh-CN': '发送状态未知' },
  'touch suppressed': { en: 'Held back', 'zh-CN': '未发送' },
  'touch opened': { en: 'Opened', 'zh-CN': '已打开' },
  'touch clicked': { en: 'Clicked', 'zh-CN': '已点击' },
  'touch unsubscribed': { en: 'Unsubscribed', 'zh-CN': '退订' },
  'touch bounced': { en: 'Bounced', 'zh-CN': '退信' },
  'touch delivered': { en: 'Delivered', 'zh-CN': '已送达' },
  'touch replied': { en: 'Replied', 'zh-CN': '已回复' },
  'touch complained': { en: 'Reported as spam', 'zh-CN': '投诉为垃圾信息' },
  'decision send': { en: 'Chosen for a campaign', 'zh-CN': '入选营销活动' },
  'decision withhold': { en: 'Kept in the control group', 'zh-CN': '留在对照组' },
  'decision silent': { en: 'Not contacted', 'zh-CN': '未触达' },
  'consent given': { en: 'Consent given', 'zh-CN': '同意' },
  'consent pending': { en: 'Consent asked for', 'zh-CN': '等待客户确认同意' },
  'consent withdrawn': { en: 'Consent withdrawn', 'zh-CN': '撤回同意' },
  'consent expired': { en: 'Consent expired', 'zh-CN': '同意已到期' },
  'identity merged': { en: 'Records merged', 'zh-CN': '合并记录' },
  'identity parted': { en: 'Merge undone', 'zh-CN': '撤销合并' },
}

const columns: Record<string, Localized> = {
  country: { en: 'country', 'zh-CN': '国家' },
  region: { en: 'province or region', 'zh-CN': '省份' },
  city: { en: 'city', 'zh-CN': '城市' },
  gender: { en: 'gender', 'zh-CN': '性别' },
  birth_year: { en: 'year of birth', 'zh-CN': '出生年份' },
  tier: { en: 'tier', 'zh-CN': '等级' },
  language: { en: 'language', 'zh-CN': '语言' },
}
const consentSources: Record<string, Localized> = {
  staff: { en: 'recorded by staff', 'zh-CN': '由工作人员登记' },
  api: { en: 'by a program', 'zh-CN': '由程序写入' },
  preference_centre: { en: 'chosen on the preference page', 'zh-CN': '在偏好设置页选择' },
  unsubscribe_link: { en: 'by the link in a message', 'zh-CN': '通过邮件中的退订链接' },
  stop_word: { en: 'answered with a stop word', 'zh-CN': '回复退订指令' },
  complaint: { en: 'reported a message as spam', 'zh-CN': '投诉为垃圾信息' },
  confirmation: { en: 'confirmed by mail', 'zh-CN': '已通过邮件确认' },
  sign_up: { en: 'signed up by themselves and confirmed', 'zh-CN': '客户自行订阅并确认' },
  import: { en: 'from a file', 'zh-CN': '来自导入文件' },
}
/** What a touch says besides its kind: channels, kinds of bounces. */
const touchParts: Record<string, Localized> = {
  hard: { en: 'the address does not exist', 'zh-CN': '地址不存在' },
  soft: { en: 'for now', 'zh-CN': '暂时无法投递' },
  content: { en: 'the message itself was refused', 'zh-CN': '内容被拒' },
  policy: { en: 'refused by the receiver’s rules', 'zh-CN': '被对方策略拒收' },
  expired: { en: 'not in time', 'zh-CN': '超过有效期' },
  stop_word: { en: 'answered with a stop word', 'zh-CN': '回复退订指令' },
  ...Object.fromEntries(consentChannels.map(({ id, label }) => [id, label])),
}
const shownColumns = 6

const same = (text: string): Localized => ({ en: text, 'zh-CN': text })
const joined = (parts: readonly Localized[], en: string, zh: string): Localized => ({
  en: parts.map((part) => part.en).join(en),
  'zh-CN': parts.map((part) => part['zh-CN']).join(zh),
})

/** What stands in the lines of a timeline; purposes and sources are asked for only where one is named. */
export async function wordsFor(ledger: Ledger, workspace: Workspace, items: readonly Item[]) {
  const purposes = items.some(({ kind }) => kind === 'consent')
    ? (await policyOf(ledger.db, workspace.id)).purposes
    : []
  const sources = new Map(
    items.some(({ kind }) => kind === 'values')
      ? (
          await ledger.db
            .selectFrom('sources')
            .select(['id', 'name'])
            .where('workspace_id', '=', workspace.id)
            .execute()
        ).map(({ id, name }) => [id, name])
      : [],
  )
  const detailOf = (item: Item): Localized | null => {
    if (item.kind === 'order') {
      const lines = Number(item.detail)
      return { en: lines === 1 ? '1 line' : `${lines} lines`, 'zh-CN': `${lines} 行` }
    }
    if (item.kind === 'values') {
      const names = item.detail
        .split(',')
        .map((name) => columns[name] ?? same(name.replace(/^attributes\./, '')))
      const more = names.length - shownColumns
      const rest = more > 0 ? [{ en: `and ${more} more`, 'zh-CN': `等 ${names.length} 项` }] : []
      return joined([...names.slice(0, shownColumns), ...rest], ', ', '、')
    }
    const parts = item.detail.split('|')
    if (item.kind === 'consent') {
      const [purpose = '', channel = '', source = ''] = parts
      return joined(
        [
          purposes.find(({ id }) => id === purpose)?.label ?? same(purpose),
          ...(channel === allChannels
            ? []
            : [consentChannels.find(({ id }) => id === channel)?.label ?? same(channel)]),
          ...(source === '' ? [] : [consentSources[source] ?? same(source)]),
        ],
        ' · ',
        ' · ',
      )
    }
    if (item.kind === 'identity') {
      const [rule = '', merged = ''] = parts
      return joined([same(rule), { en: `record ${merged}`, 'zh-CN': `记录 ${merged}` }], ' · ', ' · ')
    }
    if (item.detail === '') return null
    if (item.kind !== 'touch') return same(item.detail)
    return joined(
      item.detail.split(' · ').map((part) => touchParts[part] ?? same(part)),
      ' · ',
      ' · ',
    )
  }
  return items.map((item) => {
    const source = sources.get(item.what)
    const told =
      source === undefined
        ? { en: 'A source that is gone told', 'zh-CN': '已删除的来源提供信息' }
        : { en: `“${source}” told`, 'zh-CN': `“${source}”提供信息` }
    return {
      at: new Date(item.ms).toISOString(),
      kind: item.kind,
      title: item.kind === 'values' ? told : (titles[`${item.kind} ${item.what}`] ?? same(item.what)),
      detail: detailOf(item),
      amountMinor: item.amount,
      currency: item.currency === '' ? null : item.currency,
      campaignId: item.campaign === '' || item.campaign === noCampaign ? null : item.campaign,
    }
  })
}

const noCampaign = '00000000-0000-0000-0000-000000000000'
