import { Checkbox, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import type { TimelineItem } from '../api/types.ts'
import { Go } from '../ui/go.tsx'
import { Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { useTimelineWords } from './timeline-words.ts'

const kinds = ['order', 'touch', 'event', 'decision', 'consent', 'identity', 'values'] as const
type Kind = (typeof kinds)[number]

/** What happened with a customer, newest first, day by day. */
export function Timeline({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const chosen = (url.kinds ? url.kinds.split(',') : [...kinds]) as Kind[]
  const list = usePages('/customers/{id}/timeline', {
    path: { id: customerId },
    query: {
      limit: 50,
      ...(url.kinds ? { kinds: url.kinds } : {}),
      ...(url.from ? { from: url.from } : {}),
      ...(url.to ? { to: url.to } : {}),
    },
  })
  return (
    <Part
      title={t('customers.one.timeline')}
      actions={
        <>
          <Period
            from={url.from}
            to={url.to}
            onChange={(from, to) => setUrl({ from: from ?? null, to: to ?? null })}
          />
          <Checkbox.Group
            value={chosen}
            onChange={(next) =>
              setUrl({ kinds: next.length === kinds.length || next.length === 0 ? null : next.join(',') })
            }
            options={kinds.map((value) => ({ value, label: t(`customers.one.kinds.${value}`) }))}
          />
        </>
      }
    >
      <Paged
        list={list}
        where={t('customers.one.timeline')}
        endless
        empty={{ title: t('customers.one.timelineEmpty') }}
      >
        {(items) => <Days items={items} />}
      </Paged>
    </Part>
  )
}

/** First and last day that are shown, in the zone of the workspace. */
function Period({
  from,
  to,
  onChange,
}: {
  from: string | undefined
  to: string | undefined
  onChange: (from: string | null, to: string | null) => void
}) {
  const { t } = useTranslation()
  const day = (text: string | undefined) => (text ? dayjs(text) : null)
  const text = (one: dayjs.Dayjs | null | undefined) => one?.format('YYYY-MM-DD') ?? null
  return (
    <DatePicker.RangePicker
      size="small"
      value={[day(from), day(to)]}
      allowEmpty={[true, true]}
      placeholder={[t('customers.one.from'), t('customers.one.to')]}
      onChange={(range) => onChange(text(range?.[0]), text(range?.[1]))}
    />
  )
}

function Days({ items }: { items: readonly TimelineItem[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTimelineWords()
  const byDay = new Map<string, TimelineItem[]>()
  for (const item of items) {
    const day = format.date(item.at)
    byDay.set(day, [...(byDay.get(day) ?? []), item])
  }
  return (
    <ol className="timeline">
      {[...byDay].map(([day, rows]) => (
        <li key={day}>
          <h3>{day}</h3>
          <ol>
            {rows.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id and never change their order
              <li key={`${item.at}|${index}`} className={`happened happened-${item.kind}`}>
                <time dateTime={item.at} className="faint">
                  {format.time(item.at)}
                </time>
                <span className="happened-kind faint">{t(`customers.one.kindOf.${item.kind}`)}</span>
                <span>
                  {item.campaignId ? (
                    <Go to={`/campaigns/${item.campaignId}`}>{words.title(item)}</Go>
                  ) : (
                    words.title(item)
                  )}
                  {words.detail(item) === '' ? null : <span className="row-help">{words.detail(item)}</span>}
                </span>
                <span className="figure">
                  {item.amountMinor === null ? '' : format.money(item.amountMinor, item.currency ?? 'CNY')}
                </span>
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}
