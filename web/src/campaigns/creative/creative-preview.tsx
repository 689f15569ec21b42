import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MailFrame } from '../../ui/mail-frame.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'

const lights = ['day', 'night', 'inverted'] as const
type Light = (typeof lights)[number]
type Shown = NonNullable<ReturnType<typeof usePreview>['data']>
const areas = ['sending', 'spam', 'accessibility'] as const

export interface CreativeText {
  subject: string
  preheader: string
  mjml: string
  language: string
}

/** The mail as it is rendered. */
function usePreview(
  { subject, preheader, mjml, language }: CreativeText,
  offerId: string | null,
  customerId: string | null,
) {
  const asked = { subject, preheader, mjml, language, offerId, customerId }
  return useLatePreview('/creatives/preview', asked)
}

export function CreativePreview({
  creative,
  offerId,
  customerId = null,
  height,
}: {
  creative: CreativeText
  offerId: string | null
  customerId?: string | null
  height: number | string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = usePreview(creative, offerId, customerId)
  const [width, setWidth] = useState<'wide' | 'narrow'>('wide')
  const [light, setLight] = useState<Light>('day')
  return (
    <Loaded query={query} where={t('campaigns.creative.preview')} height={320}>
      {(preview) => (
        <div className="stack-tight" aria-busy={query.isFetching}>
          <div className="bar">
            <strong className="grow clip">{preview.subject}</strong>
            <span className="faint">{format.bytes(preview.bytes)}</span>
            <Segmented
              size="small"
              aria-label={t('campaigns.creative.preview')}
              value={width}
              onChange={setWidth}
              options={[
                { value: 'wide', label: t('campaigns.creative.wide') },
                { value: 'narrow', label: t('campaigns.creative.narrow') },
              ]}
            />
            <Segmented
              size="small"
              aria-label={t('campaigns.creative.light')}
              value={light}
              onChange={setLight}
              options={lights.map((value) => ({ value, label: t(`campaigns.creative.lights.${value}`) }))}
            />
          </div>
          <Problems problems={preview.problems} />
          <div className={width === 'narrow' ? 'narrow-mail' : ''}>
            <MailFrame
              html={inLight(preview.html, light)}
              title={t('campaigns.creative.preview')}
              height={height}
            />
          </div>
        </div>
      )}
    </Loaded>
  )
}

/**
 * The message where the reader's machine is dark: night, by its own rules; inverted, where a mail program turns all
 * colours round whatever it says.
 */
function inLight(html: string, light: Light): string {
  if (light === 'day') return html.replaceAll('(prefers-color-scheme: dark)', 'not all')
  if (light === 'night') return html.replaceAll('(prefers-color-scheme: dark)', 'all')
  const turned =
    '<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}</style>'
  return html.replaceAll('(prefers-color-scheme: dark)', 'not all').replace('</head>', `${turned}</head>`)
}

/** What keeps it from being sent comes first; each with its line and what to do. */
function Problems({ problems }: { problems: Shown['problems'] }) {
  const { t } = useTranslation()
  const local = useLocal()
  if (problems.length === 0) return <p className="faint">{t('campaigns.creative.noProblems')}</p>
  return (
    <section className="notice notice-look stack-tight" aria-label={t('campaigns.creative.problems')}>
      {areas.map((area) => {
        const found = problems
          .filter((problem) => (problem.area ?? 'sending') === area)
          .toSorted((a, b) => a.severity.localeCompare(b.severity))
        if (found.length === 0) return null
        return (
          <div key={area}>
            <strong>{t(`campaigns.creative.areas.${area}`)}</strong>
            <ul>
              {found.map((problem) => (
                <li key={`${problem.message.en}${problem.line ?? ''}`}>
                  {problem.severity === 'error' ? `${t('campaigns.creative.blocks')} ` : ''}
                  {local(problem.message)}
                  {problem.line ? (
                    <span className="faint"> {t('campaigns.creative.line', { line: problem.line })}</span>
                  ) : null}
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}
