import { leftOutLine, type ServedProfile } from '../../customer/index.ts'
import type { Locale } from '../../kit/errors.ts'
import { currencyDigits } from '../../kit/money.ts'
import { escapeHtml } from '../../kit/public-page.ts'
import type { cardFields } from './api.ts'
import { allowedLines, channelWord, kindWord, needLine, refusedSelection } from './words.ts'

export type CardField = (typeof cardFields)[number]

const words = {
  en: {
    prospect: 'Prospect',
    customer: 'Customer',
    value: 'Value',
    orders: 'Orders',
    spend: 'Spend',
    first: 'First order',
    last: 'Last order',
    attributes: 'Attributes',
    computed: 'Computed',
    segments: 'In segments',
    consents: 'May be used for',
    needs: 'Said they',
    refused: 'No personalised selection: the customer refused it',
    none: 'nothing',
    lastOrders: 'Last orders',
    touches: 'Last contacts',
    asOf: 'As of',
    leftOut: 'Not shown here, for it was collected for something else',
    until: 'Closes at',
    gone: 'This card is no longer valid',
    goneBody: 'Its link has ended, or was changed on the way. Open the customer again in your system.',
  },
  'zh-CN': {
    prospect: '潜在客户',
    customer: '已购客户',
    value: '价值',
    orders: '订单',
    spend: '消费金额',
    first: '首购',
    last: '最近下单',
    attributes: '属性',
    computed: '计算属性',
    segments: '所属客群',
    consents: '允许用途',
    needs: '客户说过',
    refused: '客户已关闭个性化推荐',
    none: '无',
    lastOrders: '最近订单',
    touches: '最近接触',
    asOf: '数据时间',
    leftOut: '以下内容因用途限制未显示',
    until: '关闭时间',
    gone: '此客户卡片已失效',
    goneBody: '链接已过期或不完整。请在您的系统中重新打开该客户。',
  },
} as const

type Pair = [name: string, value: string]

/** The card of one customer; every text in it is escaped, and it has no scripts. */
export function cardPage(
  profile: ServedProfile,
  fields: readonly CardField[],
  locale: Locale,
  at: { timeZone: string; until: Date },
): string {
  const { timeZone } = at
  const text = words[locale]
  const day = (iso: string | null) =>
    iso === null
      ? '–'
      : new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
          timeZone,
          dateStyle: 'medium',
        }).format(new Date(iso))
  const money = (minor: number, currency: string) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(
      minor / 10 ** currencyDigits(currency),
    )
  const parts: Record<CardField, () => string> = {
    value: () =>
      pairs(text.value, [
        [text.orders, String(profile.value.orders ?? '–')],
        [
          text.spend,
          profile.value.monetaryMinor === null ? '–' : money(profile.value.monetaryMinor, profile.currency),
        ],
        [text.first, day(profile.value.firstOrderAt)],
        [text.last, day(profile.value.lastOrderAt)],
        [
          'R F M',
          profile.value.r === null ? '–' : `${profile.value.r} ${profile.value.f} ${profile.value.m}`,
        ],
      ]),
    attributes: () => pairs(text.attributes, Object.entries(profile.attributes)),
    computed: () =>
      pairs(
        text.computed,
        profile.computed.flatMap(({ label, value }): Pair[] =>
          value === null ? [] : [[label, typeof value === 'number' ? value.toLocaleString(locale) : value]],
        ),
      ),
    segments: () =>
      lines(
        text.segments,
        profile.segments.map(({ name }) => name),
        text.none,
      ),
    needs: () =>
      profile.needs.length === 0
        ? ''
        : lines(
            text.needs,
            profile.needs.map((one) => needLine(one, locale)),
            text.none,
          ),
    consents: () => lines(text.consents, allowedLines(profile.consents, locale), text.none),
    orders: () =>
      pairs(
        text.lastOrders,
        profile.lastOrders.map((one): Pair => [day(one.at), money(one.amountMinor, one.currency)]),
      ),
    touches: () =>
      pairs(
        text.touches,
        profile.lastTouches.map(
          (one): Pair => [day(one.at), `${channelWord(one.channel, locale)} · ${kindWord(one.kind, locale)}`],
        ),
      ),
  }
  const body = fields.map((field) => parts[field]()).join('')
  // Whoever talks to the customer has to know it, whatever else the card shows.
  const refused = refusedSelection(profile.consents) ? `<p class="refused">${text.refused}</p>` : ''
  const leftOut =
    profile.leftOut.length === 0
      ? ''
      : lines(
          text.leftOut,
          profile.leftOut.map((one) => leftOutLine(one)[locale]),
          text.none,
        )
  const status = profile.status === 'prospect' ? text.prospect : text.customer
  const inZone = locale === 'en' ? 'en-GB' : 'zh-CN'
  const builtAt = new Intl.DateTimeFormat(inZone, {
    ...({ timeZone, dateStyle: 'medium', timeStyle: 'short' } as const),
  }).format(new Date(profile.builtAt))
  const until = new Intl.DateTimeFormat(inZone, { timeZone, timeStyle: 'short' }).format(at.until)
  return page(
    locale,
    profile.label,
    `<h1>${escapeHtml(profile.label)}</h1><p class="soft">${status}</p>${refused}${body}${leftOut}<p class="soft">${text.asOf} ${escapeHtml(builtAt)}<br>${text.until} ${escapeHtml(until)}</p>`,
  )
}

export function goneCard(locale: Locale): string {
  const { gone, goneBody } = words[locale]
  return page(locale, gone, `<h1>${gone}</h1><p class="soft">${goneBody}</p>`)
}

function pairs(title: string, rows: readonly Pair[]): string {
  if (rows.length === 0) return ''
  const list = rows.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  )
  return `<h2>${escapeHtml(title)}</h2><dl>${list.join('')}</dl>`
}

function lines(title: string, rows: readonly string[], none: string): string {
  const shown = rows.length === 0 ? [none] : rows
  return `<h2>${escapeHtml(title)}</h2><ul>${shown.map((row) => `<li>${escapeHtml(row)}</li>`).join('')}</ul>`
}

function page(locale: Locale, title: string, body: string): string {
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>
:root{--ink:#1f2329;--soft:#555b64;--paper:#fbfaf7;--line:#e6e2d9;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e2;--soft:#b5b3ad;--paper:#17191c;--line:#33373d}}
*{box-sizing:border-box}body{margin:0;padding:16px;background:var(--paper);color:var(--ink);
font:14px/1.6 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:18px;margin:0;font-weight:600}h2{font-size:13px;margin:16px 0 4px;color:var(--soft);font-weight:500}
p{margin:0}.soft{color:var(--soft)}.refused{margin-top:8px;padding:4px 8px;border-left:3px solid #c8432b}dl,ul{margin:0;padding:0;list-style:none}dl>div{display:flex;justify-content:space-between;
gap:16px;padding:4px 0;border-bottom:1px solid var(--line)}dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
</style></head><body><main>${body}</main></body></html>`
}
