import { useTranslation } from 'react-i18next'
import type { SourceItem, SourceSchedule } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Whether it brings events as they happen, rather than rows that runs import. */
export function isStream(source: Pick<SourceItem, 'kind' | 'brings'>): boolean {
  return source.kind === 'stream' || (source.kind === 'webhook' && source.brings === 'events')
}

/** How a source is, in a word. */
export function Health({ source }: { source: Pick<SourceItem, 'health'> }) {
  const { t } = useTranslation()
  const tone =
    source.health === 'good' ? 'good' : source.health === 'off' || source.health === 'new' ? 'plain' : 'look'
  return <Mark tone={tone}>{t(`sources.health.${source.health}`)}</Mark>
}

/** The kind, and a warning beside those that were not tried on a real counterpart. */
export function KindName({ kind, experimental }: Pick<SourceItem, 'kind' | 'experimental'>) {
  const { t } = useTranslation()
  return (
    <>
      {t(`sources.kinds.${kind}`)}{' '}
      {experimental ? <Mark tone="look">{t('sources.experimental')}</Mark> : null}
    </>
  )
}

/** Why an event was not accepted, after the field it is about. */
export function useReason(): (field: string, reason: string) => string {
  const { t } = useTranslation()
  return (field, reason) => (field === '' ? reason : t('sources.ofField', { field, reason }))
}

/** When a source is read, in words. */
export function useScheduleWords(): (schedule: SourceSchedule) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (schedule) => {
    if (schedule.mode === 'off') return t('sources.schedule.off')
    if (schedule.mode === 'daily') return t('sources.schedule.dailyAt', { at: schedule.at })
    return t('sources.schedule.everyMinutes', {
      count: schedule.minutes,
      shown: format.integer(schedule.minutes),
    })
  }
}
