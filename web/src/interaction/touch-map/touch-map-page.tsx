import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { TouchMap } from '../../api/types.ts'
import { saveText } from '../../ui/download.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { InteractionPage } from '../interaction-page.tsx'
import { useMapFile } from './map-file.ts'
import { MapPicture } from './map-picture.tsx'

const periods = [30, 90, 365] as const

/** Where customers and company meet, stage by stage, and how it goes. */
export function TouchMapPage() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const segments = useRead('/segments')
  const days = periods.find((one) => String(one) === url.days) ?? 90
  const query = useRead(
    '/touch-map',
    { query: { days, ...(url.segment ? { segment: url.segment } : {}) } },
    { keep: true },
  )
  const map = query.data ?? null
  return (
    <InteractionPage
      tab="touchMap"
      answers={t('touchMap.answers')}
      actions={map ? <Export map={map} /> : null}
    >
      <div className="bar">
        <Select
          aria-label={t('touchMap.period')}
          style={{ minWidth: 132 }}
          value={String(days)}
          onChange={(next: string) => setUrl({ days: next === '90' ? null : next })}
          options={periods.map((one) => ({
            value: String(one),
            label: t('reviews.lastDays', { days: one }),
          }))}
        />
        <Select
          aria-label={t('touchMap.segment')}
          style={{ minWidth: 220 }}
          allowClear
          showSearch
          optionFilterProp="label"
          placeholder={t('touchMap.everybody')}
          value={url.segment ?? null}
          onChange={(next: string | undefined) => setUrl({ segment: next ?? null })}
          options={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <Part
        title={t('touchMap.title')}
        note={t('touchMap.legend')}
        actions={<ComputedAt at={map?.computedAt} />}
      >
        <Loaded query={query} where={t('touchMap.title')} height={420}>
          {(found) =>
            found === null ? (
              <EmptyState title={t('touchMap.empty')}>{t('touchMap.emptyHelp')}</EmptyState>
            ) : (
              <MapPicture map={found} />
            )
          }
        </Loaded>
      </Part>
      <Part title={t('touchMap.scoreTitle')}>
        <div className="stack-tight">
          <p>{t('touchMap.formula')}</p>
          <p className="soft">{t('touchMap.unknown')}</p>
          <p className="soft">{t('touchMap.stagesHelp')}</p>
        </div>
      </Part>
    </InteractionPage>
  )
}

function Export({ map }: { map: TouchMap }) {
  const { t } = useTranslation()
  const file = useMapFile()
  return (
    <Button onClick={() => saveText(file(map), `touch-map-${map.asOf}.csv`)}>{t('touchMap.export')}</Button>
  )
}
