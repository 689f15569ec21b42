import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarLoad } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { categoryAxis, chartBase, namedLine, valueAxis } from '../../ui/chart/look.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { daysBetween } from './days.ts'
import { useChannelName } from './entry.tsx'

/** How many people a day are reached, against what the caps allow, and who would hear from two campaigns at once. */
export function LoadPart({
  load,
  span,
  channel,
}: {
  load: CalendarLoad
  span: { from: string; to: string }
  channel: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const channelName = useChannelName()
  const days = useMemo(() => daysBetween(span.from, span.to), [span.from, span.to])
  const rows = useMemo(
    () => load.days.filter((row) => channel === '' || row.channel === channel),
    [load, channel],
  )
  const channels = useMemo(() => [...new Set(rows.map((row) => row.channel))].sort(), [rows])
  const people = (day: string, of: string) =>
    rows.filter((row) => row.day === day && row.channel === of).reduce((sum, row) => sum + row.people, 0)
  const cap = load.cap?.peopleADay ?? null
  const capColour = palette.series[1] ?? palette.ink
  const colourOf = (place: number) => {
    const colours = palette.series.filter((colour) => colour !== capColour)
    return colours[place % colours.length] ?? palette.ink
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: people reads rows alone, colours the palette
  const option = useMemo(
    () => ({
      ...chartBase(palette),
      grid: { left: 8, right: cap === null ? 8 : 150, top: 16, bottom: 8, containLabel: true },
      xAxis: categoryAxis(
        palette,
        days.map((day) => day.slice(5)),
      ),
      yAxis: valueAxis(palette, (value) => format.compact(value)),
      series: [
        ...channels.map((each, place) => ({
          name: channelName(each),
          type: 'bar',
          stack: 'people',
          barMaxWidth: 32,
          itemStyle: { color: colourOf(place) },
          data: days.map((day) => people(day, each)),
        })),
        ...(cap === null
          ? []
          : [
              namedLine(
                t('calendar.capLine'),
                capColour,
                days.map(() => cap),
                true,
              ),
            ]),
      ],
    }),
    [palette, days, rows, channels, cap, channelName, format, t],
  )
  return (
    <Part
      title={t('calendar.load')}
      note={
        load.cap
          ? t('calendar.capHelp', {
              people: format.integer(load.cap.peopleADay),
              contacts: load.cap.contacts,
              days: load.cap.days,
              reachable: format.integer(load.cap.reachable),
            })
          : t('calendar.noCap')
      }
      actions={<ComputedAt at={load.computedAt} />}
    >
      {rows.length === 0 ? (
        <p className="soft">{t('calendar.noLoad')}</p>
      ) : (
        <>
          <ul className="cal-legend">
            {channels.map((each, place) => (
              <li key={each}>
                <span className="cal-swatch" style={{ background: colourOf(place) }} />
                {channelName(each)}
              </li>
            ))}
          </ul>
          <Chart
            title={t('calendar.load')}
            description={t('calendar.loadText')}
            option={option}
            height={220}
            note={t('calendar.loadText')}
            table={{
              head: [t('calendar.day'), t('calendar.channel'), t('calendar.people'), t('calendar.basis')],
              rows: rows.map((row) => [
                row.day,
                channelName(row.channel),
                format.integer(row.people),
                t(`calendar.bases.${row.basis}`),
              ]),
              raw: rows.map((row) => [row.day, row.channel, row.people, row.basis]),
            }}
          />
        </>
      )}
      <Clashes load={load} />
    </Part>
  )
}

function Clashes({ load: { clashes, unchecked } }: { load: CalendarLoad }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (clashes.length === 0 && unchecked === 0) return null
  return (
    <section className="notice notice-look" aria-label={t('calendar.clashes')}>
      <strong>{t('calendar.clashes')}</strong>
      <ul>
        {clashes.map(({ first, second, people, contacts, days }) => (
          <li key={`${first.id}${second.id}`}>
            <Go to={`/campaigns/${first.id}`}>{first.name}</Go> ({first.day}) ·{' '}
            <Go to={`/campaigns/${second.id}`}>{second.name}</Go> ({second.day}){' '}
            {t('calendar.clash', { people: format.integer(people), contacts, days })}
          </li>
        ))}
        {unchecked > 0 ? <li>{t('calendar.unchecked', { count: unchecked })}</li> : null}
      </ul>
    </section>
  )
}
