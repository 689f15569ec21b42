import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useSlug } from '../../api/hooks.ts'
import type { Calendar, CalendarItem } from '../../api/types.ts'
import { Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useLanguage } from '../../ui/use-format.ts'
import { CampaignsRoom } from '../campaigns-room.tsx'
import { campaignChannels } from '../creative/channels.tsx'
import { addDays, dayName, spanOf, step, type View } from './days.ts'
import { useChannelName } from './entry.tsx'
import { FeedsDialog } from './feeds-dialog.tsx'
import { CalendarGrid, CalendarList } from './grid.tsx'
import { LoadPart } from './load-part.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { useNotes } from './use-notes.ts'
import './calendar.css'

const states = ['planned', 'running', 'ended'] as const
const machineToday = () => new Date().toISOString().slice(0, 10)

/** What goes out when. */
export function CalendarPage() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  // The workspace's day is known with the first answer; until then the machine's will do.
  const [today, setToday] = useState(machineToday())
  const slug = useSlug()
  const mayEdit = useMay('campaigns.edit')
  const view: View = url.view === 'week' ? 'week' : 'month'
  const asked = /^\d{4}-\d{2}-\d{2}$/.test(url.at ?? '') ? url.at : undefined
  const first = useRead(
    '/calendar',
    { query: { from: today, to: today } },
    { enabled: !asked, staleTime: 60_000 },
  )
  const day = asked ?? first.data?.today ?? today
  const span = spanOf(view, day)
  const query = useRead('/calendar', { query: span }, { keep: true })
  const load = useRead('/calendar/load', { query: span }, { keep: true, staleTime: 30_000 })
  const [open, setOpen] = useState<{ note: CalendarItem | null; day: string } | 'feeds' | null>(null)
  const notes = useNotes()
  const now = query.data?.today ?? today
  if (now !== today) setToday(now)
  const go = (at: string) => setUrl({ at })
  const actions = mayEdit ? (
    <>
      <Button onClick={() => setOpen('feeds')}>{t('calendar.subscribe')}</Button>
      <Button onClick={() => setOpen({ note: null, day })}>{t('calendar.noteNew')}</Button>
    </>
  ) : null
  return (
    <CampaignsRoom tab="calendar" answers={t('calendar.answers')} actions={actions}>
      <Bar view={view} day={day} today={now} onView={(next) => setUrl({ view: next, at: day })} onDay={go} />
      <Loaded query={query} where={t('calendar.title')} height={520}>
        {(calendar) => {
          const items = calendar.items.filter((item) => passes(item, url))
          const deeds = {
            onEdit: mayEdit ? (note: CalendarItem) => setOpen({ note, day: note.from }) : null,
            onMove: mayEdit ? notes.move : null,
          }
          return (
            <>
              <Filters calendar={calendar} url={url} setUrl={setUrl} />
              <CalendarGrid
                {...{ view, span, day, items, ...deeds }}
                today={calendar.today}
                onDay={go}
                onWeek={(at) => setUrl({ view: 'week', at })}
                onAdd={mayEdit ? (at) => setOpen({ note: null, day: at }) : null}
                find={(id) => items.find((item) => item.id === id && item.kind === 'note')}
              />
              <CalendarList span={span} items={items} {...deeds} />
            </>
          )
        }}
      </Loaded>
      <Loaded query={load} where={t('calendar.load')} height={240}>
        {(found) => <LoadPart load={found} span={span} channel={url.channel ?? ''} />}
      </Loaded>
      <p className="faint">
        <a
          href={`/api/workspaces/${encodeURIComponent(slug)}/calendar/calendar.ics?from=${span.from}&to=${span.to}`}
          download
        >
          {t('calendar.download')}
        </a>{' '}
        · {t('calendar.festivalsHelp')}
      </p>
      {open === 'feeds' ? <FeedsDialog onClose={() => setOpen(null)} /> : null}
      {open !== null && open !== 'feeds' ? (
        <NoteDialog {...open} notes={notes} onClose={() => setOpen(null)} />
      ) : null}
    </CampaignsRoom>
  )
}

/** Festivals and notes belong to nobody's channel, so a filter by one leaves them. */
function passes(item: CalendarItem, { channel, state, owner }: Record<string, string>): boolean {
  if (item.kind === 'holiday') return true
  if (owner && item.owner !== owner) return false
  if (item.kind === 'note') return true
  return (!channel || item.channel === channel) && (!state || item.state === state)
}

function Bar({
  view,
  day,
  today,
  onView,
  onDay,
}: {
  view: View
  day: string
  today: string
  onView: (view: View) => void
  onDay: (day: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const span = spanOf(view, day)
  return (
    <div className="bar cal-bar">
      <Button aria-label={t('calendar.before')} onClick={() => onDay(step(view, day, -1))}>
        ‹
      </Button>
      <h2 className="cal-when" aria-live="polite">
        {view === 'month'
          ? dayName(day, language, 'month')
          : `${dayName(span.from, language, 'long')} – ${dayName(addDays(span.from, 6), language, 'long')}`}
      </h2>
      <Button aria-label={t('calendar.after')} onClick={() => onDay(step(view, day, 1))}>
        ›
      </Button>
      <Button onClick={() => onDay(today)}>{t('calendar.today')}</Button>
      <Segmented
        aria-label={t('calendar.view')}
        value={view}
        onChange={onView}
        options={(['month', 'week'] as const).map((value) => ({
          value,
          label: t(`calendar.views.${value}`),
        }))}
      />
    </div>
  )
}

function Filters({
  calendar,
  url,
  setUrl,
}: {
  calendar: Calendar
  url: Record<string, string>
  setUrl: (change: Record<string, string | null>) => void
}) {
  const { t } = useTranslation()
  const channelName = useChannelName()
  const filter = (key: string, all: string, options: { value: string; label: string }[]) => (
    <Select
      className="cal-filter"
      aria-label={all}
      value={url[key] ?? ''}
      onChange={(value: string) => setUrl({ [key]: value })}
      options={[{ value: '', label: all }, ...options]}
    />
  )
  return (
    <div className="bar">
      {filter(
        'channel',
        t('calendar.allChannels'),
        campaignChannels.map((value) => ({ value, label: channelName(value) })),
      )}
      {filter(
        'state',
        t('calendar.allStates'),
        states.map((value) => ({ value, label: t(`calendar.states.${value}`) })),
      )}
      {filter(
        'owner',
        t('calendar.allOwners'),
        Object.entries(calendar.owners).map(([value, label]) => ({ value, label })),
      )}
    </div>
  )
}
