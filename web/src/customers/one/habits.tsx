import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { ReachHabits } from '../../api/types.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useChannelName } from '../channel-name.ts'
import { useWeekdays, WeekPicture } from './week-picture.tsx'
import './habits.css'

/** By which channel and when a customer answers, with what it rests on. */
export function Habits({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const query = useRead('/customers/{id}/reach-habits', { path: { id: customerId } })
  return (
    <Part
      title={t('habits.title')}
      note={t('habits.note')}
      actions={<ComputedAt at={query.data?.computedAt} prefix={t('habits.everybodyAt')} />}
    >
      <Loaded query={query} where={t('habits.title')} height={200}>
        {(habits) =>
          habits.channels.length === 0 && habits.acts === 0 ? (
            <EmptyState title={t('habits.empty')}>{t('habits.emptyHelp')}</EmptyState>
          ) : (
            <Found habits={habits} />
          )
        }
      </Loaded>
    </Part>
  )
}

function Found({ habits }: { habits: ReachHabits }) {
  const { t } = useTranslation()
  const usual = useUsual()
  return (
    <div className="stack">
      {habits.isUsed ? null : <p className="notice">{t('habits.refused')}</p>}
      <div className="habits">
        <Channels habits={habits} />
        <div>
          <h3>{t('habits.when')}</h3>
          <p>{usual(habits)}</p>
          {habits.acts === 0 && habits.likely === null ? null : (
            <WeekPicture likely={habits.likely} own={habits.own} words={usual(habits)} />
          )}
          <p className="faint">{t('habits.legend', { zone: habits.timeZone })}</p>
        </div>
      </div>
    </div>
  )
}

function Channels({ habits }: { habits: ReachHabits }) {
  const { t } = useTranslation()
  const format = useFormat()
  const channelName = useChannelName()
  const place = (share: number) => `${Math.min(1, share) * 100}%`
  return (
    <div>
      <h3>{t('habits.channels')}</h3>
      {habits.channels.length === 0 ? <p className="soft">{t('habits.noChannels')}</p> : null}
      {habits.channels.map((one) => (
        <div key={one.channel} className="habit-channel">
          <p className="reach-line">
            <span>{channelName(one.channel)}</span>
            <span>
              {t('habits.answers', {
                answered: format.integer(one.answered),
                asked: format.integer(one.asked),
              })}
            </span>
          </p>
          <div className="habit-track" aria-hidden="true">
            <span
              className="habit-range"
              style={{ left: place(one.rate.lo), width: place(one.rate.hi - one.rate.lo) }}
            />
            <span className="habit-all" style={{ left: place(one.everybody) }} />
            <span className="habit-point" style={{ left: place(one.rate.estimate) }} />
          </div>
          <p className="faint">
            {t('habits.rate', {
              rate: format.percent(one.rate.estimate),
              lo: format.percent(one.rate.lo),
              hi: format.percent(one.rate.hi),
              everybody: format.percent(one.everybody),
            })}
          </p>
        </div>
      ))}
      {habits.channels.length < 2 ? null : (
        <p>
          {habits.preferred === null
            ? t('habits.noPreference')
            : t('habits.preferred', { channel: channelName(habits.preferred) })}
        </p>
      )}
    </div>
  )
}

/** Days and hours as one would say them. */
export function useUsual(): (habits: Pick<ReachHabits, 'usual' | 'acts'>) => string {
  const { t } = useTranslation()
  const days = useWeekdays()
  return ({ usual, acts }) => {
    if (acts === 0) return t('habits.noActs')
    if (usual === null) return t('habits.noPattern', { acts })
    const day = (i: number) => days[i % 7] ?? ''
    const named =
      usual.days === 7
        ? t('habits.everyDay')
        : usual.days === 1
          ? day(usual.firstDay)
          : t('habits.fromTo', { from: day(usual.firstDay), to: day(usual.firstDay + usual.days - 1) })
    const from = usual.firstHour
    const to = (usual.firstHour + usual.hours) % 24
    return t('habits.usual', { days: named, from, to: to === 0 ? 24 : to, acts: usual.acts, of: usual.of })
  }
}
