import { useTranslation } from 'react-i18next'
import type { SegmentPreview } from '../api/types.ts'
import { useFormat, useLocal } from '../ui/use-format.ts'

/** By channel, how many of a rule may be written to now, as a part of all of them; below it why the others may not. */
export function ReachBars({ preview }: { preview: SegmentPreview }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const channels = Object.entries(preview.reach)
  if (channels.length === 0) return null
  const channelName = (name: string) => {
    const key = `insight.segments.channels.${name}`
    return i18n.exists(key) ? i18n.t(key as 'insight.segments.channels.email') : name
  }
  const width = (n: number) => `${preview.customers === 0 ? 0 : (n / preview.customers) * 100}%`
  return (
    <section className="reach-bars" aria-label={t('insight.segments.reach')}>
      <h3>{t('insight.segments.reach')}</h3>
      <p className="faint">{t('insight.segments.reachHelp')}</p>
      {channels.map(([channel, customers]) => {
        const left = (preview.leftOut[channel] ?? []).filter((one) => one.customers > 0)
        return (
          <div key={channel} className="reach-bar" data-testid={`reach-${channel}`}>
            <p className="reach-line">
              <span>{channelName(channel)}</span>
              <strong>{format.integer(customers)}</strong>
            </p>
            <div className="funnel-bar" aria-hidden="true">
              <span className="funnel-get" style={{ width: width(customers) }} />
              {left.map((one) => (
                <span
                  key={one.reason}
                  className={`left-out left-out-${one.reason}`}
                  style={{ width: width(one.customers) }}
                />
              ))}
            </div>
            {left.length > 0 ? (
              <ul className="reach-reasons">
                {left.map((one) => (
                  <li key={one.reason}>
                    <span className={`left-out-swatch left-out-${one.reason}`} aria-hidden="true" />
                    {local(one.label)} {format.integer(one.customers)}
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        )
      })}
    </section>
  )
}
